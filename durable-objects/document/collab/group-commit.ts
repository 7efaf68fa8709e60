import { LIMITS } from '../../../src/protocol/limits.ts';
import { CommitPolicy, type Gathering } from './commit-policy.ts';
import type { Frame } from './frame.ts';
import { FrameText } from './frame-text.ts';
import type { Log } from './log-source.ts';
import type { CommitPorts } from './ports.ts';
import type { Sequencer } from './sequencer.ts';
import type { Outcome, Submission } from './submission.ts';

// A frame is committed before its row would pass 1 MB; one operation is at most about half of that, but how long it
// will be is known only once it is in the frame.
const FRAME_BYTES = 900_000;

/** The clients that receive each frame. */
interface Readers {
  /** How many clients the last frame went to. */
  readonly reach: number;
  /** How many clients sent an operation recently. */
  readonly activeWriters: number;
  /** Sends a stored frame to each of them, as this text. */
  publish(frame: Frame, text: FrameText, now: number): void;
}

/** What goes with one operation, such as the decision that it carries out. */
export interface Companion {
  /** Stores it, and the frame by `append`, whose result it returns: both or neither. Throws when storage does. */
  store(append: () => string): string;
  /** Tells the clients of it; the frame comes immediately after. */
  tell(): void;
}

/** What a GroupCommit commits, where to, and which readers receive it. */
interface CommitDeps {
  sequencer: Sequencer;
  log: Log;
  ports: CommitPorts;
  readers: Readers;
  /** A frame could not be stored. */
  failed(): void;
}

/** Gathers operations into the open frame, stores it and publishes it (docs/decisions/group-commit-that-adapts.md). */
export class GroupCommit {
  readonly #deps: CommitDeps;
  readonly #policy = new CommitPolicy();
  #openBytes = 0;
  // When a timer is due, in ms; infinite for none.
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(deps: CommitDeps) {
    this.#deps = deps;
  }

  /** Takes an operation of `bytes` into the open frame, or returns why it was not taken. */
  accept(submission: Submission, bytes = FRAME_BYTES): Outcome {
    const most = Math.max(bytes, LIMITS.opBytes);
    if (this.#openBytes > 0 && this.#openBytes + most > FRAME_BYTES && !this.commit()) {
      return {
        kind: 'rejected',
        code: 'document_full',
        message: 'the document cannot be written at the moment',
      };
    }
    const outcome = this.#deps.sequencer.accept(submission);
    if (outcome.kind === 'accepted') this.#openBytes += Math.max(bytes, outcome.grown);
    return outcome;
  }

  /**
   * Stores the open frame, then sends it. When storing fails, it returns false and drops the frame: no client has seen
   * it, and its authors send again. The next frame gathers from `now` on, not from when this one was stored: on a clock
   * that runs meanwhile, that would lengthen each frame by a millisecond.
   */
  commit(now = this.#deps.ports.now(), companion?: Companion): boolean {
    const { sequencer, log, ports, readers } = this.#deps;
    const open = sequencer.open;
    if (open === null) return true;
    let entries: string;
    try {
      const append = (): string => log.append(open);
      entries = companion === undefined ? append() : companion.store(append);
    } catch (error) {
      sequencer.discard();
      this.#openBytes = 0;
      this.#deps.failed();
      ports.commitFailed(error);
      return false;
    }
    const frame = sequencer.commit(entries.length);
    this.#openBytes = 0;
    this.#policy.committed(now);
    // The log remembers the frame before a reader hears of it, who may ask for it.
    ports.committed(frame);
    companion?.tell();
    readers.publish(frame, new FrameText(frame, entries, open.numbers), ports.now());
    return true;
  }

  /**
   * Commits at once when idle or when each recent writer has contributed; otherwise when the frame has gathered enough.
   */
  commitSoon(now: number): void {
    if (this.#policy.isDue(now, this.#gathering, this.#entries, this.#deps.readers.activeWriters))
      this.commit(now);
    else this.#commitLater(now);
  }

  #commitLater(now: number): void {
    const { sequencer, ports, readers } = this.#deps;
    const wait = this.#policy.patienceMs(now, this.#gathering, this.#entries, readers.activeWriters);
    if (wait === 0) {
      this.commit(now);
      return;
    }
    const at = now + wait;
    if (at >= this.#timerAt) return;
    this.#timerAt = at;
    ports.after(wait, () => {
      if (this.#timerAt === at) this.#timerAt = Number.POSITIVE_INFINITY;
      // A frame that was committed meanwhile began a new interval: committing early would cost one more send to each
      // client.
      if (sequencer.open !== null) this.#commitLater(ports.now());
    });
  }

  get #entries(): number {
    return this.#deps.sequencer.open?.entries.length ?? 0;
  }

  get #gathering(): Gathering {
    const { ports, readers } = this.#deps;
    return ports.gathering(readers.reach);
  }
}
