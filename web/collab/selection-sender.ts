import type { Delta, Range } from '../../src/ot/op.ts';
import { transformPosition, transformRange } from '../../src/ot/position.ts';
import type { Clock } from './clock.ts';
import type { PendingEdits } from './pending-edits.ts';
import type { Session } from './session.ts';

const EVERY_MS = 50;
const CONFIRM_MS = 30_000;
const CONFIRM_VERSIONS = 1_000;
const CONFIRM_LENGTH = 1024 * 1024;

/** What a SelectionSender works on. */
export interface SelectionSenderOptions {
  clock: Clock;
  edits: PendingEdits;
  session: Session;
}

/**
 * The user's own selection on its way to the others, at most 20 times a second; and, by the same frame, the word to the
 * server of what has been received (docs/protocol.md, Slow readers).
 */
export class SelectionSender {
  readonly #options: SelectionSenderOptions;
  #range: Range | null = null;
  #dirty = false;
  #cancel: (() => void) | null = null;
  #confirmed = { at: 0, version: 0, length: 0 };

  constructor(options: SelectionSenderOptions) {
    this.#options = options;
  }

  /** The selection, in what the editor shows. */
  get range(): Range | null {
    return this.#range;
  }

  /** The user moved it. */
  move(range: Range | null): void {
    if (this.#range?.index === range?.index && this.#range?.length === range?.length) return;
    this.#range = range;
    this.#dirty = true;
    this.sendSoon();
  }

  /** Somebody else changed the text under it. */
  transform(delta: Delta): void {
    this.#range = transformRange(this.#range, delta);
  }

  /** The user changed the text: what is typed at the selection pushes it along. The operation that says so carries it too. */
  typed(delta: Delta): void {
    if (this.#range === null) return;
    const { index, length } = this.#range;
    const start = transformPosition(index, delta, false);
    const end = transformPosition(index + length, delta, false);
    this.#range = { index: start, length: Math.max(0, end - start) };
  }

  /** The text was replaced: the editor tells again where it is. */
  forget(): void {
    this.#range = null;
  }

  /** On a new socket nobody knows of it yet. */
  renew(): void {
    this.#dirty = this.#range !== null;
  }

  /** It rode on an operation on `version`. */
  sent(version: number): void {
    this.#dirty = false;
    this.confirm(version);
  }

  /** The server knows that `version` is held. */
  confirm(version: number): void {
    this.#confirmed = { at: this.#options.clock.now(), version, length: 0 };
  }

  /** Sends it as soon as the rate allows, when it has moved. */
  sendSoon(): void {
    if (!this.#dirty || this.#cancel !== null || !this.#isFree) return;
    this.#say();
    this.#cancel = this.#options.clock.after(EVERY_MS, () => {
      this.#cancel = null;
      this.sendSoon();
    });
  }

  /** Counts a received message of `length`, and confirms when it is time. */
  received(length: number): void {
    this.#confirmed.length += length;
    const { clock, session } = this.#options;
    if (!this.#mayConfirm) return;
    const { at, version: confirmed, length: open } = this.#confirmed;
    const versions = (session.version ?? confirmed) - confirmed;
    if (open >= CONFIRM_LENGTH || versions >= CONFIRM_VERSIONS || clock.now() - at >= CONFIRM_MS) this.#say();
  }

  /** Stops its timer. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  // Whether it may be sent by itself: live, with nothing of one's own unacknowledged.
  get #isFree(): boolean {
    const { edits, session } = this.#options;
    return session.live !== null && edits.empty;
  }

  // Whether a version may be confirmed: catching up, or live with no operation in flight.
  get #mayConfirm(): boolean {
    const { edits, session } = this.#options;
    return session.joined && (session.live === null || edits.inflight === null);
  }

  #say(): void {
    const { session } = this.#options;
    const { version } = session;
    if (version === null) return;
    this.sent(version);
    session.say({ type: 'cursor', version, cursor: this.#isFree ? this.#range : null });
  }
}
