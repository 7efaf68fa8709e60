import { newClientId, newPageClientId } from '../../src/base/ids.ts';
import { cutDown } from '../../src/ot/cut-down.ts';
import type { Delta, Range } from '../../src/ot/op.ts';
import { afterClose, CLOSE } from '../../src/protocol/close-codes.ts';
import type { Role } from '../../src/protocol/role.ts';
import { assemble } from './client-parts.ts';
import type { Conversation } from './conversation.ts';
import type { EditRecorder } from './edit-recorder.ts';
import { Guard } from './guard.ts';
import type { LocalDocument } from './local-document.ts';
import type { OpSender } from './op-sender.ts';
import { PendingEdits } from './pending-edits.ts';
import type { DocumentClientOptions, OutboxRecord, Status, StopReason, Transport } from './ports.ts';
import type { Refusals } from './refusals.ts';
import type { SelectionSender } from './selection-sender.ts';
import type { Session } from './session.ts';
import type { Told } from './told.ts';

/**
 * The client's side of `collab.v1` (docs/protocol.md): keeps one editor in step with a Document, through lost
 * connections, reloads and refusals, with at most one operation in flight and nothing typed lost. No DOM: runs in Node.
 * Whatever throws in here or in the editor ends it: it stops, says so, and keeps what is unsent (`handOver`).
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
    this.#conversation = parts.conversation;
    // What the device does not hold yet is sent when it has answered.
    if (options.unrecorded)
      void this.#recorder.save().then(() => this.#guard.run(() => this.#sender.resend()));
  }

  /** The id that this editor instance speaks under. */
  get client(): string {
    return this.#document.edits.client;
  }

  /** The version received so far; null before the first load. */
  get version(): number | null {
    return this.#session.version;
  }

  /** The user's role, null before the first join. */
  get role(): Role | null {
    return this.#told.role;
  }

  /** The truth about one's own edits. */
  get status(): Status {
    return this.#told.status;
  }

  /** Everything up to this version is in the archive; 0 before the first join. */
  get synced(): number {
    return this.#told.synced;
  }

  /** How many changes wait for the server. */
  get unsentEdits(): number {
    return this.#document.edits.edits;
  }

  /** How many changes would be gone with this page: neither acknowledged nor durable. */
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
        this.#conversation.end();
        this.#tell();
        this.#record();
      }
    });
  }

  /** No credential can be had any more: the user has to sign in again. */
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

  /** The user changed the editor; `delta` is on what it shows. */
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

  /** Sends what waits for company or for more typing now. */
  flush(): void {
    this.#guard.run(() => {
      this.#sender.cancelWait();
      this.#options.editor.flush();
      this.#sender.send();
    });
  }

  /** The user's selection, in what the editor shows; null for none. */
  setSelection(range: Range | null): void {
    this.#guard.run(() => this.#selection.move(range));
  }

  /** An input method is composing: what arrives waits. */
  hold(): void {
    this.#session.held ??= [];
  }

  /** The composition has ended, and its change has been handed over. */
  release(): void {
    const held = this.#session.held ?? [];
    this.#session.held = null;
    for (const text of held) this.received(text);
    this.#guard.run(() => this.#sender.send());
  }

  /** Something outside threw: ends as when it had thrown in here. `untold` is kept for its author. */
  fail(error: unknown, untold: Delta | null = null): void {
    if (untold !== null && !this.#guard.ended) this.#refusals.keep(untold, 'broken', String(error));
    this.#broke(error);
  }

  /**
   * Leaves on purpose. When it resolves, everything unsent is durable, or counted in `atRisk`. Answers whether somebody is
   * to go on for it (`handOver`): something is at risk, or unsent and nothing speaks against sending it. The claim to its
   * id is kept then.
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
   * What a client that has stopped has not sent, for another one to send under its id; this one writes it down no more.
   * Null for nothing, or when somebody has it already: with nothing unsent this one still takes out of the outbox what has
   * been acknowledged. `unrecorded`: the outbox does not hold all of it.
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

  /** The document at `version`, as the server has it. */
  document(): Delta {
    return this.#document.document();
  }

  /** What the editor should show now, for a host without an editor of its own. */
  contents(): Delta {
    return this.#document.contents();
  }

  // Offline the badge counts what this device keeps, so it is stored at once and counted when it is.
  #record(): void {
    if (this.#session.live !== null) this.#recorder.saveSoon();
    else if (!this.#document.edits.empty) void this.#recorder.save();
  }

  #stop(reason: StopReason): void {
    this.#options.editor.flush();
    this.#end();
    const gone = reason === 'deleted' || reason === 'not_found';
    // Another socket of this very client has taken over, or somebody will sign in again: the outbox keeps the edits.
    if (gone || reason === 'forbidden' || reason === 'protocol_error')
      this.#refusals.all(gone ? 'deleted' : 'forbidden', reason);
    else void this.#recorder.save().then(() => reason === 'superseded' && this.#recorder.release());
    this.#told.setStatus({ state: 'stopped', reason });
  }

  // The editor is asked nothing any more: it may show anything. What was recorded stays true, for whoever takes it over.
  #broke(error: unknown): void {
    if (this.#guard.ended) return;
    (globalThis as { reportError?: (error: unknown) => void }).reportError?.(error);
    this.#end();
    // Nobody sends a dead tab's edits again when they are what throws.
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
    const { version } = this;
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

// What an older page left may hold formats that are refused today. One that the server has already is known to it by its
// number, whatever it holds.
function newEdits({ userId, docId, resume, page }: DocumentClientOptions): PendingEdits {
  if (resume === undefined) return new PendingEdits(page ? newPageClientId(userId) : newClientId(userId));
  const { client, seq, inflight, pending } = resume;
  const cut = (delta: Delta): Delta => cutDown(delta, docId).ops;
  return new PendingEdits(
    client,
    seq,
    inflight && { ...inflight, delta: cut(inflight.delta) },
    pending && cut(pending),
  );
}
