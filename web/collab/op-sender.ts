import { must } from '../../src/base/assert.ts';
import type { Clock } from './clock.ts';
import type { EditRecorder } from './edit-recorder.ts';
import type { Guard } from './guard.ts';
import type { PendingEdits } from './pending-edits.ts';
import type { Transport } from './ports.ts';
import type { SelectionSender } from './selection-sender.ts';
import type { Session } from './session.ts';

const ALONE_BATCH_MS = 300;
// The server closes a client that sends more than 1,000 operations per second; on a fast network a program could do so.
const OP_EVERY_MS = 2;

/** What an OpSender works on. */
export interface OpSenderOptions {
  clock: Clock;
  guard: Guard;
  edits: PendingEdits;
  recorder: EditRecorder;
  selection: SelectionSender;
  session: Session;
}

/** Sends the user's edits: up to one operation in flight, each durable before it is sent, and sent once per socket. */
export class OpSender {
  readonly #options: OpSenderOptions;
  #cancelWait: (() => void) | null = null;
  // The transport that the operation in flight was sent on.
  #sentOn: Transport | null = null;
  #tookAt = 0;

  constructor(options: OpSenderOptions) {
    this.#options = options;
  }

  /** No other client is here: sends in a moment, together with what is typed until then. */
  sendSoon(): void {
    if (this.#cancelWait === null) this.#sendAfter(ALONE_BATCH_MS);
  }

  /** Sends the pending edits, if the client is live and no input method is composing. */
  send(): void {
    const { clock, edits, session } = this.#options;
    if (session.live === null || session.held !== null || this.#cancelWait !== null) return;
    if (edits.pending === null || edits.inflight !== null) return;
    const wait = this.#tookAt + OP_EVERY_MS - clock.now();
    if (wait > 0) {
      this.#sendAfter(wait);
      return;
    }
    if (edits.take() === null) return;
    this.#tookAt = clock.now();
    this.#sentOn = null;
    void this.#saveAndTransmit();
  }

  /** Sends the operation in flight again, on a new socket. */
  resend(): void {
    const { edits, recorder } = this.#options;
    if (edits.inflight !== null && edits.inflight.seq <= recorder.durableSeq) this.#transmit();
  }

  /** The socket has changed: nothing has been sent on the new one. */
  renew(): void {
    this.#sentOn = null;
  }

  /** Stops waiting for more typing. */
  cancelWait(): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
  }

  #sendAfter(ms: number): void {
    this.#cancelWait = this.#options.clock.after(ms, () => {
      this.#cancelWait = null;
      this.send();
    });
  }

  // An operation is durable in the outbox before it is sent: otherwise a page that is killed would use its `seq` twice.
  async #saveAndTransmit(): Promise<void> {
    const { recorder, guard } = this.#options;
    await recorder.save();
    guard.run(() => this.#transmit());
  }

  // Sends the operation as transformed so far, on the version held now; once per socket.
  #transmit(): void {
    const { edits, selection, session } = this.#options;
    const { inflight, pending } = edits;
    const transport = session.live;
    if (transport === null || inflight === null) return;
    if (this.#sentOn === transport) return;
    this.#sentOn = transport;
    const version = must(session.version);
    const { seq, delta } = inflight;
    const cursor = selection.range;
    if (pending === null && cursor !== null) {
      selection.sent(version);
      session.say({ type: 'op', version, seq, delta, cursor });
    } else {
      selection.confirm(version);
      session.say({ type: 'op', version, seq, delta });
    }
  }
}
