import { assert, assertNever, must } from '../../src/base/assert.ts';
import { newClientId } from '../../src/base/ids.ts';
import { cutDown } from '../../src/ot/cut-down.ts';
import type { Ops, Range } from '../../src/ot/op.ts';
import { afterClose, CLOSE } from '../../src/protocol/close-codes.ts';
import { decodeServerMessage, encode } from '../../src/protocol/codec.ts';
import type { ClientMessage, JoinedMessage, OpsMessage, ServerMessage } from '../../src/protocol/messages.ts';
import { may } from '../../src/protocol/permissions.ts';
import type { Role } from '../../src/protocol/role.ts';
import { CaretSender } from './caret-sender.ts';
import { type Clock, systemClock } from './clock.ts';
import { EditRecorder } from './edit-recorder.ts';
import { LocalDocument } from './local-document.ts';
import { OpSender } from './op-sender.ts';
import type { Peers } from './peers.ts';
import { PendingEdits } from './pending-edits.ts';
import type { DocumentClientOptions, KeptEdit, Status, Transport } from './ports.ts';
import { Refusals } from './refusals.ts';
import type { Snapshot } from './snapshot-parser.ts';
import { Told } from './told.ts';

type Phase =
  | { name: 'disconnected' }
  /** `join` is sent; frames that arrive before its `joined` are dropped. */
  | { name: 'joining'; pending: boolean }
  /** A snapshot is on its way by URL; messages wait. */
  | { name: 'fetching'; waiting: string[] }
  /** `joined` named `target`; the log up to it is arriving. */
  | { name: 'catching-up'; target: number }
  | { name: 'live' }
  | { name: 'stopped' };

/**
 * The client's side of `collab.v1` (docs/protocol.md): keeps one editor in step with a Document, through lost
 * connections, reloads and refusals, with at most one operation in flight and nothing typed lost. No DOM: runs in Node.
 */
export class DocumentClient {
  readonly #options: DocumentClientOptions;
  readonly #clock: Clock;
  readonly #document: LocalDocument;
  readonly #caret: CaretSender;
  readonly #recorder: EditRecorder;
  readonly #sender: OpSender;
  readonly #refusals: Refusals;
  readonly #told: Told;
  #phase: Phase = { name: 'disconnected' };
  #transport: Transport | null = null;
  #roster: JoinedMessage | null = null;
  // What arrives while an input method is composing.
  #held: string[] | null = null;
  #leaving = false;

  constructor(options: DocumentClientOptions, edits?: PendingEdits) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#told = new Told(options.events);
    const { resume } = options;
    const own = edits ?? newEdits(options);
    this.#caret = new CaretSender({
      clock: this.#clock,
      free: () => this.#phase.name === 'live' && own.empty,
      mayConfirm: () =>
        (this.#phase.name === 'live' || this.#phase.name === 'catching-up') && own.inflight === null,
      version: () => this.version,
      say: (message) => this.#say(message),
    });
    this.#document = new LocalDocument({
      edits: own,
      editor: options.editor,
      caret: this.#caret,
      version: resume?.version ?? null,
      generation: resume?.generation ?? 0,
    });
    this.#recorder = new EditRecorder({
      ...options,
      clock: this.#clock,
      edits: own,
      version: () => must(this.version),
      generation: () => this.#document.generation,
      recorded: resume !== undefined,
    });
    this.#sender = new OpSender({
      clock: this.#clock,
      edits: own,
      recorder: this.#recorder,
      caret: this.#caret,
      live: () => (this.#phase.name === 'live' ? this.#transport : null),
      held: () => this.#held !== null,
      version: () => must(this.version),
      say: (message) => this.#say(message),
      durably: (save, transmit) => this.sendDurably(save, transmit),
    });
    this.#refusals = new Refusals({
      document: this.#document,
      recorder: this.#recorder,
      kept: (edit) => options.events.rejected(edit),
    });
  }

  /** The id that this editor instance speaks under. */
  get client(): string {
    return this.#edits.client;
  }

  /** The version received so far; null before the first load. */
  get version(): number | null {
    return this.#document.version;
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
    return this.#edits.edits;
  }

  /** A socket is open. */
  opened(transport: Transport): void {
    if (this.#phase.name === 'stopped') return;
    this.#transport = transport;
    this.#sender.renew();
    this.#join();
  }

  /** The socket is gone; `code` as in docs/protocol.md, 1006 for a lost one. */
  closed(code: number): void {
    if (this.#phase.name === 'stopped') return;
    this.#transport = null;
    this.#sender.renew();
    this.#sender.cancelWait();
    if (this.#held !== null) this.#held = [];
    if (afterClose(code) === 'stop') this.#stop(code);
    else {
      this.#phase = { name: 'disconnected' };
      this.#peers.reset([], 0, (range) => range);
      this.#tellPeers();
      this.#tell();
      this.#record();
    }
  }

  /** No credential can be had any more: the user has to sign in again. */
  unauthenticated(): void {
    this.#stop(CLOSE.unauthenticated.code);
  }

  /** A message arrived. */
  received(text: string): void {
    if (this.#phase.name === 'stopped' || this.#transport === null) return;
    if (this.#held !== null) this.#held.push(text);
    else if (this.#phase.name === 'fetching') this.#phase.waiting.push(text);
    else this.#receive(text);
  }

  /** The user changed the editor; `delta` is on what it shows. */
  edit(delta: Ops): void {
    if (delta.length === 0) return;
    this.#document.edit(delta);
    this.#record();
    if (this.#peers.alone) this.#sender.sendSoon();
    else this.#sender.send();
    this.#tell();
  }

  /** Sends what waits for company or for more typing now. */
  flush(): void {
    this.#sender.cancelWait();
    this.#options.editor.flush();
    this.#sender.send();
  }

  /** The user's selection, in what the editor shows; null for none. */
  setCursor(range: Range | null): void {
    this.#caret.move(range);
  }

  /** An input method is composing: what arrives waits. */
  hold(): void {
    this.#held ??= [];
  }

  /** The composition has ended, and its change has been handed over. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const text of held) this.received(text);
    this.#sender.send();
  }

  /** Leaves on purpose. When it resolves, everything unsent is durable. */
  async stop(): Promise<void> {
    this.#options.editor.flush();
    this.#leaving = true;
    await this.#recorder.save();
    if (this.#transport !== null) this.#say({ type: 'leave' });
    this.#phase = { name: 'stopped' };
    this.#transport = null;
    this.#recorder.cancel();
    this.#caret.stop();
    this.#sender.cancelWait();
    await this.#options.outbox.release(this.#options.docId, this.client);
  }

  get #edits(): PendingEdits {
    return this.#document.edits;
  }

  get #peers(): Peers {
    return this.#document.peers;
  }

  #join(): void {
    const pending = !this.#edits.empty;
    this.#phase = { name: 'joining', pending };
    const { version, generation } = this.#document;
    const join = { type: 'join', client: this.client, version, pending } as const;
    this.#say(generation > 0 ? { ...join, generation } : join);
    this.#tell();
  }

  #receive(text: string): void {
    const decoded = decodeServerMessage(text);
    if (!decoded.ok) {
      // A server we do not understand: an older tab after a deployment. Reloading is the cure, keeping the edits the duty.
      this.#stop(CLOSE.protocolError.code);
      return;
    }
    // A newer server's message that is unknown here is none of this client's business.
    if (decoded.value !== null) this.#handle(decoded.value);
    this.#caret.received(text.length);
  }

  #handle(message: ServerMessage): void {
    switch (message.type) {
      case 'joined':
        this.#joined(message);
        break;
      case 'ops':
        this.#ops(message);
        break;
      case 'presence':
        if (this.#phase.name !== 'live') break;
        this.#peers.change(message, (range) => this.#edits.toEditor(range));
        this.#tellPeers();
        break;
      case 'reject':
        this.#rejected(message.seq, message.code, message.message);
        break;
      case 'role':
        this.#setRole(message.role);
        break;
      case 'synced':
        this.#told.setSynced(message.version);
        break;
      case 'threads':
      case 'error':
        break;
      default:
        assertNever(message);
    }
  }

  #joined(message: JoinedMessage): void {
    if (this.#phase.name !== 'joining') return;
    const { snapshot } = message;
    this.#options.editor.flush();
    if (snapshot !== null && !message.reset && !this.#phase.pending && !this.#edits.empty) {
      // A snapshot never overwrites local edits: the user typed after the join that asked for none.
      this.#join();
      return;
    }
    if (message.reset)
      this.#refusals.all(
        'reset',
        'the document was recovered to an earlier state, or no longer reaches back to where these edits began',
      );
    this.#setRole(message.role);
    this.#told.setSynced(message.synced);
    this.#roster = message;
    this.#caret.confirm(message.version);
    if (snapshot === null) {
      this.#catchUp(message);
    } else if ('ops' in snapshot) {
      this.#document.load(snapshot.version, snapshot.ops);
      this.#catchUp(message);
    } else void this.#fetch(snapshot, message);
  }

  async #fetch(named: { version: number; url: string }, message: JoinedMessage): Promise<void> {
    const phase: Phase = { name: 'fetching', waiting: [] };
    const transport = this.#transport;
    this.#phase = phase;
    let snapshot: Snapshot;
    try {
      snapshot = await this.#options.fetchSnapshot(named.url);
      assert(snapshot.version === named.version, 'the snapshot is of the version that it was announced as');
    } catch {
      // It may have been replaced by a newer one meanwhile; the next join names that.
      if (this.#phase === phase) transport?.reconnect();
      return;
    }
    if (this.#phase !== phase) return;
    this.#options.editor.flush();
    if (!this.#edits.empty) {
      this.#join();
      return;
    }
    this.#document.load(snapshot.version, snapshot.ops);
    this.#catchUp(message);
    for (const text of phase.waiting) this.received(text);
  }

  // The version that is held by now is one of the server's own generation, not before.
  #catchUp({ version, generation }: JoinedMessage): void {
    this.#document.generation = generation ?? 0;
    this.#phase = { name: 'catching-up', target: version };
    this.#caughtUp();
  }

  #caughtUp(): void {
    if (this.#phase.name !== 'catching-up' || must(this.version) < this.#phase.target) return;
    this.#phase = { name: 'live' };
    const roster = this.#roster;
    if (roster !== null) {
      this.#peers.reset(roster.roster, roster.more ?? 0, (range) => this.#edits.toEditor(range));
      this.#roster = null;
      this.#tellPeers();
    }
    this.#sender.resend();
    this.#sender.send();
    this.#caret.renew();
    this.#caret.sendSoon();
    this.#tell();
  }

  #ops(message: OpsMessage): void {
    if (this.#phase.name !== 'catching-up' && this.#phase.name !== 'live') return;
    const version = must(this.version);
    if (message.to <= version) return;
    if (message.from !== version && !this.toleratesGap()) {
      this.#join();
      return;
    }
    this.#options.editor.flush();
    this.#document.receive(message);
    if (!this.#peers.alone) this.#tellPeers();
    this.#recorder.saveSoon();
    this.#caughtUp();
    this.#sender.send();
    this.#caret.sendSoon();
    this.#tell();
  }

  /** Whether a frame that does not continue this version is taken all the same: never, but for a test's proof. */
  protected toleratesGap(): boolean {
    return false;
  }

  #rejected(seq: number, code: KeptEdit['code'], message: string): void {
    if (this.#edits.inflight?.seq !== seq) return;
    this.#options.editor.flush();
    this.#refusals.inflight(code, message);
    this.#recorder.saveSoon();
    this.#sender.send();
    this.#tell();
  }

  /** Before an operation is sent, it is durable in the outbox: a killed page would use its `seq` twice otherwise. */
  protected async sendDurably(save: () => Promise<void>, transmit: () => void): Promise<void> {
    await save();
    transmit();
  }

  #setRole(role: Role): void {
    if (this.#told.setRole(role) && may(role, 'write')) this.#sender.send();
  }

  #say(message: ClientMessage): void {
    this.#transport?.send(encode(message));
  }

  // Offline the badge counts what this device keeps, so it is stored at once and counted when it is.
  #record(): void {
    if (this.#phase.name === 'live') this.#recorder.saveSoon();
    else if (!this.#edits.empty) void this.#recorder.save().then(() => this.#tell());
  }

  #stop(code: number): void {
    const reason = Object.values(CLOSE).find((close) => close.code === code)?.reason ?? 'protocol_error';
    this.#options.editor.flush();
    // Another socket of this very client has taken over, or somebody will sign in again: the outbox keeps the edits.
    if (
      reason === 'forbidden' ||
      reason === 'deleted' ||
      reason === 'not_found' ||
      reason === 'protocol_error'
    ) {
      this.#refusals.all(reason === 'deleted' || reason === 'not_found' ? 'deleted' : 'forbidden', reason);
    } else void this.#recorder.save();
    this.#phase = { name: 'stopped' };
    this.#transport = null;
    this.#peers.reset([], 0, (range) => range);
    this.#tellPeers();
    this.#told.setStatus({ state: 'stopped', reason } as Status);
  }

  #tellPeers(): void {
    this.#options.events.peers(this.#peers.list(), this.#peers.more);
  }

  #tell(): void {
    if (this.#phase.name === 'stopped' || this.#leaving) return;
    const { version } = this;
    if (version === null) return;
    if (this.#phase.name !== 'live')
      this.#told.setStatus({ state: 'offline', edits: this.#recorder.durableEdits });
    else this.#told.setStatus({ state: this.#edits.empty ? 'saved' : 'saving', version });
  }

  /** The document at `version`, as the server has it. */
  document(): Ops {
    return this.#document.document();
  }

  /** What the editor should show now, for a host without an editor of its own. */
  contents(): Ops {
    return this.#document.contents();
  }
}

// What an older page left may hold formats that are refused today. One that the server has already is known to it by its
// number, whatever it holds.
function newEdits({ userId, docId, resume }: DocumentClientOptions): PendingEdits {
  if (resume === undefined) return new PendingEdits(newClientId(userId));
  const { client, seq, inflight, pending } = resume;
  const cut = (delta: Ops): Ops => cutDown(delta, docId).ops;
  return new PendingEdits(
    client,
    seq,
    inflight && { ...inflight, delta: cut(inflight.delta) },
    pending && cut(pending),
  );
}
