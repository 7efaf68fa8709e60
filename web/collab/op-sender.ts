import { must } from '../../src/base/assert.ts';
import { TokenBucket } from '../../src/base/token-bucket.ts';
import type { Clock } from './clock.ts';
import type { EditRecorder } from './edit-recorder.ts';
import type { Guard } from './guard.ts';
import type { PendingEdits } from './pending-edits.ts';
import type { Transport } from './ports.ts';
import type { SelectionSender } from './selection-sender.ts';
import type { Session } from './session.ts';

const ALONE_BATCH_MS = 300;
// Several edits that were made while an operation was in flight come from a program or a held key: more are on their way.
const GATHER_MS = 2;
// The server closes a socket that sends 2,000 operations a second; on a fast network a program could do so.
const OPS_PER_SECOND = 1_800;
const OPS_BURST = 100;

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
  readonly #bucket: TokenBucket;

  constructor(options: OpSenderOptions) {
    this.#options = options;
    this.#bucket = new TokenBucket(OPS_PER_SECOND, OPS_BURST, options.clock.now());
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
    const now = clock.now();
    // A clock may be set back.
    const gather = edits.edits > 1 ? Math.min(GATHER_MS, this.#tookAt + GATHER_MS - now) : 0;
    const wait = Math.max(gather, this.#bucket.waitMs(now));
    if (wait > 0) {
      this.#sendAfter(wait);
      return;
    }
    if (edits.take() === null) return;
    this.#bucket.take(now);
    this.#tookAt = now;
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
