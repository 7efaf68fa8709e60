import type { Broadcast } from './broadcast.ts';
import type { Frame } from './frame.ts';
import { Gathering } from './gathering.ts';
import type { Host, Log } from './host.ts';
import type { Outcome, Sequencer, Submission } from './sequencer.ts';

// A frame is committed before its row would pass 1 MB; one operation is at most about half of that.
const FRAME_BYTES = 900_000;

/** What is committed, how, and who hears of it. */
interface Parts {
  sequencer: Sequencer;
  log: Log;
  host: Host;
  delivery: Broadcast;
  /** How many sockets are open. */
  sockets(): number;
  /** A frame was stored and sent. */
  committed(frame: Frame): void;
  /** It could not be stored. */
  failed(): void;
}

/** Gathers operations into the open frame, stores it and sends it (docs/decisions/group-commit-that-adapts.md). */
export class GroupCommit {
  readonly #parts: Parts;
  readonly #gathering = new Gathering();
  #openBytes = 0;
  #timer = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Takes an operation of so many bytes into the open frame, or says why not. */
  accept(submission: Submission, bytes = FRAME_BYTES): Outcome {
    if (this.#openBytes > 0 && this.#openBytes + bytes > FRAME_BYTES && !this.commit()) {
      return {
        kind: 'rejected',
        code: 'document_full',
        message: 'the document cannot be written at the moment',
      };
    }
    const outcome = this.#parts.sequencer.accept(submission);
    if (outcome.kind === 'accepted') this.#openBytes += bytes;
    return outcome;
  }

  /**
   * Stores the open frame, then sends it. When storing fails nobody has seen it: the frame is dropped, and its authors send
   * again. False when it failed. The next one is gathered from `now` on, not from when this one was stored: where time
   * goes on meanwhile, that would make each a millisecond longer.
   */
  commit(now = this.#parts.host.now()): boolean {
    const { sequencer, log, host, delivery, committed, failed } = this.#parts;
    const open = sequencer.open;
    if (open === null) return true;
    let entries: string;
    try {
      entries = log.append(open);
    } catch (error) {
      sequencer.discard();
      this.#openBytes = 0;
      failed();
      host.commitFailed(error);
      return false;
    }
    const frame = sequencer.commit(entries.length);
    this.#openBytes = 0;
    this.#gathering.committed(now, frame.entries.length);
    delivery.send(
      `{"type":"ops","from":${frame.from},"to":${frame.to},"ops":${entries}}`,
      frame.to,
      host.now(),
    );
    host.committed(frame);
    committed(frame);
    return true;
  }

  /** At once when idle; else gathered for as long as the fan-out is worth, or until everybody who is writing is in. */
  commitSoon(now: number): void {
    const { sequencer, delivery } = this.#parts;
    const entries = sequencer.open?.entries.length ?? 0;
    if (this.#gathering.isDue(now, this.#gatherMs, entries, delivery.activeWriters)) this.commit(now);
    else if (!this.#timer) this.#commitLater(now);
  }

  #commitLater(now: number): void {
    const { sequencer, host } = this.#parts;
    const wait = this.#gathering.patienceMs(now, this.#gatherMs);
    if (wait === 0) {
      this.commit(now);
      return;
    }
    this.#timer = true;
    host.after(wait, () => {
      this.#timer = false;
      // What was committed meanwhile began an interval of its own: an early frame would cost a send to everybody.
      if (sequencer.open !== null) this.#commitLater(host.now());
    });
  }

  get #gatherMs(): number {
    return this.#parts.host.gatherMs(this.#parts.sockets());
  }
}
