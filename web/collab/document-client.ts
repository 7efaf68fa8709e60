import type { Delta, Range } from '../../src/ot/op.ts';
import { afterClose, CLOSE } from '../../src/protocol/close-codes.ts';
import type { Role } from '../../src/protocol/role.ts';
import { assemble } from './client-parts.ts';
import type { Conversation } from './conversation.ts';
import type { EditRecorder } from './edit-recorder.ts';
import { Guard } from './guard.ts';
import type { LocalDocument } from './local-document.ts';
import { newEdits } from './new-edits.ts';
import type { OpSender } from './op-sender.ts';
import type { DocumentClientOptions, OutboxRecord, Status, StopReason, Transport } from './ports.ts';
import type { Refusals } from './refusals.ts';
import type { ReviewFollower } from './review/follower.ts';
import type { SelectionSender } from './selection-sender.ts';
import type { Session } from './session.ts';
import type { Told } from './told.ts';

/**
 * The client's side of `collab.v1` (docs/protocol.md): keeps one editor in step with a Document through lost
 * connections, reloads and refusals, with up to one operation in flight, and loses nothing that was typed. No DOM: runs
 * in Node. An exception in here or in the editor ends it: it stops, reports that, and keeps what is unsent
 * (`handOver`).
 */
export class DocumentClient {
  readonly #options: DocumentClientOptions;
  readonly #guard = new Guard((error) => this.#broke(error));
  readonly #session: Session;
  readonly #document: LocalDocument;
  readonly #selection: SelectionSender;
  readonly #recorder: EditRecorder;
  readonly #sender: OpSender;
  readonly #refusals: Refusals;
  readonly #told: Told;
  readonly #review: ReviewFollower | null;
  readonly #conversation: Conversation;
  #leaving = false;

  constructor(options: DocumentClientOptions) {
    this.#options = options;
    const parts = assemble(options, newEdits(options), this.#guard, {
      changed: () => this.#tell(),
      peersChanged: () => this.#emitPeers(),
      stop: (code) => this.#stop(reasonOf(code)),
    });
    this.#session = parts.session;
    this.#document = parts.document;
    this.#selection = parts.selection;
    this.#recorder = parts.recorder;
    this.#sender = parts.sender;
    this.#refusals = parts.refusals;
    this.#told = parts.told;
    this.#review = parts.review;
    this.#conversation = parts.conversation;
    // Edits that the outbox does not hold yet are sent after it has answered.
    if (options.unrecorded)
      void this.#recorder.save().then(() => this.#guard.run(() => this.#sender.resend()));
  }

  /** The client id of this editor instance. */
  get client(): string {
    return this.#document.edits.client;
  }

  /** The version received so far; null before the first load. */
  get version(): number | null {
    return this.#session.version;
  }

  /** The generation of the log that `version` belongs to. */
  get generation(): number {
    return this.#session.generation;
  }

  /** The user's role, null before the first join. */
  get role(): Role | null {
    return this.#told.role;
  }

  /** The status of the user's own edits. */
  get status(): Status {
    return this.#told.status;
  }

  /** Everything up to this version is in the archive; 0 before the first join. */
  get synced(): number {
    return this.#told.synced;
  }

  /** The unacknowledged operations: each on the text after those before it, the first on `document()`. */
  get unsent(): readonly Delta[] {
    return this.#document.edits.unsent;
  }

  /** How many changes wait for the server. */
  get unsentEdits(): number {
    return this.#document.edits.edits;
  }

  /** How many changes would be lost with this page: neither acknowledged nor durable. */
  get atRisk(): number {
    return this.#recorder.atRisk;
  }

  /** A socket is open. */
  opened(transport: Transport): void {
    this.#guard.run(() => this.#conversation.begin(transport));
  }

  /** The socket is gone; `code` as in docs/protocol.md, 1006 for a lost one. */
  closed(code: number): void {
    this.#guard.run(() => {
      if (this.#session.held !== null) this.#session.held = [];
      if (afterClose(code) === 'stop') this.#stop(reasonOf(code));
      else {
        if (code === CLOSE.tooLarge.code) this.#refuseTooLarge();
        this.#conversation.end();
        this.#tell();
        this.#record();
      }
    });
  }

  /** There is no valid credential any more: the user has to sign in again. */
  unauthenticated(): void {
    this.#guard.run(() => this.#stop('unauthenticated'));
  }

  /** A message arrived. */
  received(text: string): void {
    this.#guard.run(() => {
      const { held, transport } = this.#session;
      if (held === null) this.#conversation.received(text);
      else if (transport !== null) held.push(text);
    });
  }

  /** The user changed the editor; `delta` applies to what it shows. */
  edit(delta: Delta): void {
    if (delta.length === 0) return;
    this.#guard.run(() => {
      this.#document.edit(delta);
      this.#recorder.made();
      this.#record();
      if (this.#document.peers.alone) this.#sender.sendSoon();
      else this.#sender.send();
      this.#tell();
    });
  }

  /** Sends now what was waiting for more typing. */
  flush(): void {
    this.#guard.run(() => {
      this.#sender.cancelWait();
      this.#options.editor.flush();
      this.#sender.send();
    });
  }

  /** The user's selection, in the text that the editor shows; null for none. */
  setSelection(range: Range | null): void {
    this.#guard.run(() => this.#selection.move(range));
  }

  /** An input method is composing: arriving messages wait. */
  hold(): void {
    this.#session.held ??= [];
  }

  /** The composition has ended, and its change has been reported. */
  release(): void {
    const held = this.#session.held ?? [];
    this.#session.held = null;
    for (const text of held) this.received(text);
    this.#guard.run(() => this.#sender.send());
  }

  /** Code outside threw: the client ends as if the error had been thrown in here. `untold` is kept for its author. */
  fail(error: unknown, untold: Delta | null = null): void {
    if (untold !== null && !this.#guard.ended) this.#refusals.keep(untold, 'broken', String(error));
    this.#broke(error);
  }

  /**
   * Leaves on purpose. When it resolves, each unsent edit is durable or counted in `atRisk`. Returns whether another
   * client has to continue for it (`handOver`): edits are at risk, or unsent and still worth sending. The claim to its
   * client id is kept then.
   */
  async stop(): Promise<boolean> {
    this.#guard.run(() => this.#options.editor.flush());
    this.#leaving = true;
    await this.#recorder.save();
    const isOwed = this.atRisk > 0 || (!this.#guard.ended && this.unsentEdits > 0);
    if (!this.#guard.ended) this.#session.say({ type: 'leave' });
    this.#end();
    if (isOwed) return true;
    this.#recorder.release();
    await this.#options.outbox.release(this.#options.docId, this.client);
    return false;
  }

  /**
   * What a stopped client has not sent, for another client to send under its id; this one no longer records it. Null
   * when there is nothing, or when it was handed over already; this client then still removes acknowledged edits from
   * the outbox. `unrecorded`: the outbox does not hold all of it.
   */
  handOver(): { resume: OutboxRecord; unrecorded: boolean } | null {
    const unrecorded = this.#recorder.behind;
    const resume = this.#recorder.released ? null : this.#recorder.record();
    if (resume === null) {
      this.#recorder.saveSoon();
      return null;
    }
    this.#recorder.release();
    return { resume, unrecorded };
  }

  /** The document at `version`, as on the server. */
  document(): Delta {
    return this.#document.document();
  }

  /** The text that the editor should show now, for a host without an editor of its own. */
  contents(): Delta {
    return this.#document.contents();
  }

  /** Where each thread is in the text that the editor shows; null for one about the whole document. */
  ranges(): ReadonlyMap<string, Range | null> {
    return this.#review?.ranges(this.#document.edits.unsent) ?? new Map();
  }

  // Offline, the badge counts what this device keeps, so edits are stored at once and counted when they are stored.
  #record(): void {
    if (this.#session.live !== null) this.#recorder.saveSoon();
    else if (!this.#document.edits.empty) void this.#recorder.save();
  }

  // Only an operation can be so long: the inserts of others have cut it into many pieces. Sent again, it would close the
  // next socket too. An editor in which an input method composes is left alone until then.
  #refuseTooLarge(): void {
    if (this.#session.held !== null) return;
    this.#options.editor.flush();
    this.#refusals.inflight('too_large', CLOSE.tooLarge.reason);
  }

  #stop(reason: StopReason): void {
    this.#options.editor.flush();
    this.#end();
    const gone = reason === 'deleted' || reason === 'not_found';
    // Another socket of this very client has taken over, or the user will sign in again: the outbox keeps the edits.
    if (gone || reason === 'forbidden' || reason === 'protocol_error')
      this.#refusals.all(gone ? 'deleted' : 'forbidden', reason);
    else void this.#recorder.save().then(() => reason === 'superseded' && this.#recorder.release());
    this.#told.setStatus({ state: 'stopped', reason });
  }

  // The editor is not called any more: it may show anything. The recorded edits stay valid for the client that takes
  // them over.
  #broke(error: unknown): void {
    if (this.#guard.ended) return;
    (globalThis as { reportError?: (error: unknown) => void }).reportError?.(error);
    this.#end();
    // A dead tab's edits that throw are not sent again.
    if (this.#options.resume !== undefined) this.#refusals.all('broken', String(error));
    else void this.#recorder.save();
    this.#told.setStatus({ state: 'stopped', reason: 'broken' });
  }

  #end(): void {
    this.#guard.end();
    this.#conversation.end();
    this.#recorder.cancel();
    this.#selection.stop();
  }

  #emitPeers(): void {
    const { peers } = this.#document;
    this.#options.events.peers(peers.list(), peers.more);
  }

  #tell(): void {
    this.#told.setUnkept(this.#recorder.unkept);
    if (this.#guard.ended || this.#leaving) return;
    const { version } = this.#session;
    if (version === null) return;
    if (this.#session.live === null)
      this.#told.setStatus({ state: 'offline', edits: this.#recorder.durableEdits });
    else this.#told.setStatus({ state: this.#document.edits.empty ? 'saved' : 'saving', version });
  }
}

function reasonOf(code: number): StopReason {
  const close = Object.values(CLOSE).find((known) => known.code === code);
  return (close?.reason ?? 'protocol_error') as StopReason;
}
