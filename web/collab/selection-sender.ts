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
 * Sends the user's own selection to the other clients, up to 20 times per second. The same message confirms to the
 * server what was received (docs/protocol.md, Slow readers).
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

  /** The selection, in the text that the editor shows. */
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

  /** A remote change moves it. */
  transform(delta: Delta): void {
    this.#range = transformRange(this.#range, delta);
  }

  /**
   * The user changed the text: typing at the selection moves it. The operation of that change carries the selection.
   */
  typed(delta: Delta): void {
    if (this.#range === null) return;
    const { index, length } = this.#range;
    const start = transformPosition(index, delta, false);
    const end = transformPosition(index + length, delta, false);
    this.#range = { index: start, length: Math.max(0, end - start) };
  }

  /** The text was replaced: the editor will report the selection again. */
  forget(): void {
    this.#range = null;
  }

  /** There is a new socket: no other client has the selection yet. */
  renew(): void {
    this.#dirty = this.#range !== null;
  }

  /** An operation on `version` carried it. */
  sent(version: number): void {
    this.#dirty = false;
    this.confirm(version);
  }

  /** The server now knows that this client holds `version`. */
  confirm(version: number): void {
    this.#confirmed = { at: this.#options.clock.now(), version, length: 0 };
  }

  /** Sends it as soon as the rate allows, if it has moved. */
  sendSoon(): void {
    if (!this.#dirty || this.#cancel !== null || !this.#isFree) return;
    this.#say();
    this.#cancel = this.#options.clock.after(EVERY_MS, () => {
      this.#cancel = null;
      this.sendSoon();
    });
  }

  /** Counts a received message of `length`, and confirms when that is due. */
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

  // Whether it may be sent without an operation: the client is live and has no unacknowledged edits.
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
