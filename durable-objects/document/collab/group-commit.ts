import { CommitPolicy } from './commit-policy.ts';
import type { Frame } from './frame.ts';
import type { Log } from './log-source.ts';
import type { CommitPorts } from './ports.ts';
import type { Outcome, Sequencer, Submission } from './sequencer.ts';

// A frame is committed before its row would pass 1 MB; one operation is at most about half of that.
const FRAME_BYTES = 900_000;

/** Who hears of a frame, and how many they are. */
interface Readers {
  /** How many sockets are open. */
  readonly size: number;
  /** How many clients sent an operation lately. */
  readonly activeWriters: number;
  /** Sends a frame that was stored, as this text, to everybody. */
  publish(frame: Frame, text: string, now: number): void;
}

/** What a GroupCommit commits, to where, and who hears of it. */
interface CommitDeps {
  sequencer: Sequencer;
  log: Log;
  ports: CommitPorts;
  readers: Readers;
  /** A frame could not be stored. */
  failed(): void;
}

/** The open frame: gathers operations into it, stores it and has it sent (docs/decisions/group-commit-that-adapts.md). */
export class GroupCommit {
  readonly #deps: CommitDeps;
  readonly #policy = new CommitPolicy();
  #openBytes = 0;
  #timer = false;

  constructor(deps: CommitDeps) {
    this.#deps = deps;
  }

  /** Takes an operation of `bytes` into the open frame, or says why not. */
  accept(submission: Submission, bytes = FRAME_BYTES): Outcome {
    if (this.#openBytes > 0 && this.#openBytes + bytes > FRAME_BYTES && !this.commit()) {
      return {
        kind: 'rejected',
        code: 'document_full',
        message: 'the document cannot be written at the moment',
      };
    }
    const outcome = this.#deps.sequencer.accept(submission);
    if (outcome.kind === 'accepted') this.#openBytes += bytes;
    return outcome;
  }

  /**
   * Stores the open frame, then sends it. When storing fails nobody has seen it: the frame is dropped, and its authors send
   * again. False when it failed. The next one gathers from `now` on, not from when this one was stored: where time
   * goes on meanwhile, that would make each a millisecond longer.
   */
  commit(now = this.#deps.ports.now()): boolean {
    const { sequencer, log, ports, readers } = this.#deps;
    const open = sequencer.open;
    if (open === null) return true;
    let entries: string;
    try {
      entries = log.append(open);
    } catch (error) {
      sequencer.discard();
      this.#openBytes = 0;
      this.#deps.failed();
      ports.commitFailed(error);
      return false;
    }
    const frame = sequencer.commit(entries.length);
    this.#openBytes = 0;
    this.#policy.committed(now, frame.entries.length);
    // The log remembers the frame before a reader hears of it, who may ask for it.
    ports.committed(frame);
    const text = `{"type":"ops","from":${frame.from},"to":${frame.to},"ops":${entries}}`;
    readers.publish(frame, text, ports.now());
    return true;
  }

  /** At once when idle; else gathered for as long as the fan-out is worth, or until everybody who is writing is in. */
  commitSoon(now: number): void {
    const { sequencer, readers } = this.#deps;
    const entries = sequencer.open?.entries.length ?? 0;
    if (this.#policy.isDue(now, this.#gatherMs, entries, readers.activeWriters)) this.commit(now);
    else if (!this.#timer) this.#commitLater(now);
  }

  #commitLater(now: number): void {
    const { sequencer, ports } = this.#deps;
    const wait = this.#policy.patienceMs(now, this.#gatherMs);
    if (wait === 0) {
      this.commit(now);
      return;
    }
    this.#timer = true;
    ports.after(wait, () => {
      this.#timer = false;
      // What was committed meanwhile began an interval of its own: an early frame would cost a send to everybody.
      if (sequencer.open !== null) this.#commitLater(ports.now());
    });
  }

  get #gatherMs(): number {
    const { ports, readers } = this.#deps;
    return ports.gatherMs(readers.size);
  }
}
