import { assertNever, must } from '../../src/base/assert.ts';
import { newClientId } from '../../src/base/ids.ts';
import { compose, composeFold } from '../../src/ot/compose.ts';
import type { Ops, Range } from '../../src/ot/op.ts';
import { carryRange } from '../../src/ot/position.ts';
import { afterClose, CLOSE } from '../../src/protocol/close-codes.ts';
import { decodeServerMessage, encode } from '../../src/protocol/codec.ts';
import type { ClientMessage, JoinedMessage, OpsMessage, ServerMessage } from '../../src/protocol/messages.ts';
import { mayWrite, type Role } from '../../src/protocol/role.ts';
import { CaretSender } from './caret-sender.ts';
import { type Clock, systemClock } from './clock.ts';
import { EditRecorder } from './edit-recorder.ts';
import { Peers } from './peers.ts';
import { PendingEdits } from './pending-edits.ts';
import type { ClientEvents, EditorPort, KeptEdit, Outbox, OutboxRecord, Status } from './ports.ts';
import { Replica } from './replica.ts';

/** One open socket, as the client sees it. */
export interface Transport {
  send(text: string): void;
  /** Gives this socket up; the connection makes another. */
  reconnect(): void;
}

/** What a DocumentClient works with. */
export interface DocumentClientOptions {
  docId: string;
  userId: string;
  editor: EditorPort;
  outbox: Outbox;
  events: ClientEvents;
  /** Reads a snapshot that `joined` gave by URL. */
  fetchSnapshot(url: string): Promise<{ version: number; ops: Ops }>;
  clock?: Clock;
  /** What a dead tab left: its edits are sent under its client id, and nothing is shown. */
  resume?: OutboxRecord;
}

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

const ALONE_BATCH_MS = 300;
// The server closes a client that sends more than 1,000 operations a second; a fast network would let a program do so.
const OP_EVERY_MS = 2;

/**
 * The client's side of `collab.v1` (docs/protocol.md): keeps one editor in step with a Document, through lost
 * connections, reloads and refusals, with at most one operation in flight and nothing typed lost. No DOM: runs in Node.
 */
export class DocumentClient {
  readonly #options: DocumentClientOptions;
  readonly #clock: Clock;
  readonly #edits: PendingEdits;
  readonly #peers: Peers;
  #phase: Phase = { name: 'disconnected' };
  #transport: Transport | null = null;
  #version: number | null = null;
  #replica: Replica | null = null;
  #role: Role | null = null;
  #roster: JoinedMessage | null = null;
  readonly #caret: CaretSender;
  #cancelBatch: (() => void) | null = null;
  readonly #recorder: EditRecorder;
  // The operation in flight has been handed to this transport.
  #sentOn: Transport | null = null;
  #held: string[] | null = null;
  #status: Status = { state: 'loading' };
  #leaving = false;
  #tookAt = 0;

  constructor(options: DocumentClientOptions, edits?: PendingEdits) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const { resume } = options;
    this.#edits =
      edits ??
      (resume === undefined
        ? new PendingEdits(newClientId(options.userId))
        : new PendingEdits(
            resume.client,
            resume.seq,
            resume.inflight && { ...resume.inflight },
            resume.pending,
          ));
    this.#peers = new Peers(this.#edits.client);
    if (resume !== undefined) this.#version = resume.version;
    this.#caret = new CaretSender({
      clock: this.#clock,
      free: () => this.#phase.name === 'live' && this.#edits.empty,
      mayConfirm: () =>
        (this.#phase.name === 'live' || this.#phase.name === 'catching-up') && this.#edits.inflight === null,
      version: () => this.#version,
      say: (message) => this.#say(message),
    });
    this.#recorder = new EditRecorder({
      ...options,
      clock: this.#clock,
      edits: this.#edits,
      version: () => must(this.#version),
      recorded: resume !== undefined,
    });
  }

  /** The id that this editor instance speaks under. */
  get client(): string {
    return this.#edits.client;
  }

  /** The version received so far; null before the first load. */
  get version(): number | null {
    return this.#version;
  }

  /** The user's role, null before the first join. */
  get role(): Role | null {
    return this.#role;
  }

  /** The truth about one's own edits. */
  get status(): Status {
    return this.#status;
  }

  /** How many changes wait for the server. */
  get unsentEdits(): number {
    return this.#edits.edits;
  }

  /** A socket is open. */
  opened(transport: Transport): void {
    if (this.#phase.name === 'stopped') return;
    this.#transport = transport;
    this.#sentOn = null;
    this.#join();
  }

  /** The socket is gone; `code` as in docs/protocol.md, 1006 for a lost one. */
  closed(code: number): void {
    if (this.#phase.name === 'stopped') return;
    this.#transport = null;
    this.#sentOn = null;
    if (this.#held !== null) this.#held = [];
    this.#cancelBatch?.();
    this.#cancelBatch = null;
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
    this.#edits.edit(delta);
    this.#peers.carry(delta);
    this.#caret.carry(delta);
    this.#record();
    if (!this.#peers.alone) this.#send();
    else if (this.#cancelBatch === null) this.#sendAfter(ALONE_BATCH_MS);
    this.#tell();
  }

  /** Sends what waits for company or for more typing now. */
  flush(): void {
    this.#cancelBatch?.();
    this.#cancelBatch = null;
    this.#options.editor.flush();
    this.#send();
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
    this.#send();
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
    this.#cancelBatch?.();
    await this.#options.outbox.release(this.#options.docId, this.client);
  }

  #join(): void {
    this.#phase = { name: 'joining', pending: !this.#edits.empty };
    const { version } = this;
    this.#say({ type: 'join', client: this.client, version, pending: this.#phase.pending });
    this.#tell();
  }

  #receive(text: string): void {
    const decoded = decodeServerMessage(text);
    if (!decoded.ok) {
      // A server we do not understand: an older tab after a deployment. Reloading is the cure, keeping the edits the duty.
      this.#stop(CLOSE.protocolError.code);
      return;
    }
    this.#handle(decoded.value);
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
        this.#options.events.synced(message.version);
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
    if (message.reset) this.#keepAll('reset', 'the document was recovered to an earlier state');
    this.#setRole(message.role);
    this.#roster = message;
    this.#caret.confirm(message.version);
    if (snapshot === null) {
      this.#catchUp(message.version);
    } else if ('ops' in snapshot) {
      this.#load(snapshot.version, snapshot.ops);
      this.#catchUp(message.version);
    } else void this.#fetch(snapshot.url, message);
  }

  async #fetch(url: string, message: JoinedMessage): Promise<void> {
    const phase: Phase = { name: 'fetching', waiting: [] };
    const transport = this.#transport;
    this.#phase = phase;
    let snapshot: { version: number; ops: Ops };
    try {
      snapshot = await this.#options.fetchSnapshot(url);
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
    this.#load(snapshot.version, snapshot.ops);
    this.#catchUp(message.version);
    for (const text of phase.waiting) this.received(text);
  }

  #load(version: number, ops: Ops): void {
    this.#version = version;
    this.#replica = new Replica(ops);
    this.#caret.forget();
    this.#options.editor.load(ops);
  }

  #catchUp(target: number): void {
    this.#phase = { name: 'catching-up', target };
    this.#caughtUp();
  }

  #caughtUp(): void {
    if (this.#phase.name !== 'catching-up' || must(this.#version) < this.#phase.target) return;
    this.#phase = { name: 'live' };
    const roster = this.#roster;
    if (roster !== null) {
      this.#peers.reset(roster.roster, roster.more ?? 0, (range) => this.#edits.toEditor(range));
      this.#roster = null;
      this.#tellPeers();
    }
    this.#resend();
    this.#send();
    this.#caret.renew();
    this.#caret.sendSoon();
    this.#tell();
  }

  #ops(message: OpsMessage): void {
    if (this.#phase.name !== 'catching-up' && this.#phase.name !== 'live') return;
    const version = must(this.#version);
    if (message.to <= version) return;
    if (message.from !== version && !this.toleratesGap()) {
      this.#join();
      return;
    }
    this.#options.editor.flush();
    const entries = message.ops;
    const shown = this.#edits.receive(this.#edits.parts(entries));
    this.#version = message.to;
    this.#replica?.advance(composeFold(entries.map((entry) => entry.delta)));
    if (shown !== null) this.#show(shown);
    this.#moveAuthors(entries);
    this.#recorder.saveSoon();
    this.#caughtUp();
    this.#send();
    this.#caret.sendSoon();
    this.#tell();
  }

  /** Whether a frame that does not continue this version is taken all the same: never, but for a test's proof. */
  protected toleratesGap(): boolean {
    return false;
  }

  #show(delta: Ops): void {
    if (delta.length === 0) return;
    this.#peers.carry(delta);
    this.#caret.carry(delta);
    this.#options.editor.apply(delta);
  }

  // An author's cursor is relative to their own entry: it is carried over the members after it.
  #moveAuthors(entries: OpsMessage['ops']): void {
    entries.forEach((entry, i) => {
      if (!('client' in entry) || entry.cursor === undefined || entry.client === this.client) return;
      let cursor = entry.cursor;
      for (const later of entries.slice(i + 1)) cursor = carryRange(cursor, later.delta);
      this.#peers.move(entry.client, cursor, (range) => this.#edits.toEditor(range));
    });
    if (!this.#peers.alone) this.#tellPeers();
  }

  #rejected(seq: number, code: KeptEdit['code'], message: string): void {
    const { inflight } = this.#edits;
    if (inflight?.seq !== seq) return;
    this.#options.editor.flush();
    if (this.#replica === null) {
      // Sent for a dead tab: there is no text here to undo it in, so all that it left is kept.
      this.#keepAll(code, message);
    } else {
      const undone = this.#edits.reject(this.#replica.document());
      if (undone !== null) {
        this.#keep(undone.refused, code, message);
        this.#show(undone.shown);
      }
    }
    this.#recorder.saveSoon();
    this.#send();
    this.#tell();
  }

  #sendAfter(ms: number): void {
    this.#cancelBatch = this.#clock.after(ms, () => {
      this.#cancelBatch = null;
      this.#send();
    });
  }

  #resend(): void {
    const { inflight } = this.#edits;
    if (inflight !== null && inflight.seq <= this.#recorder.durableSeq) this.#transmit();
  }

  #send(): void {
    if (this.#phase.name !== 'live' || this.#held !== null || this.#cancelBatch !== null) return;
    if (this.#edits.pending === null || this.#edits.inflight !== null) return;
    const wait = this.#tookAt + OP_EVERY_MS - this.#clock.now();
    if (wait > 0) {
      this.#sendAfter(wait);
      return;
    }
    if (this.#edits.take() === null) return;
    this.#tookAt = this.#clock.now();
    this.#sentOn = null;
    void this.sendDurably(
      () => this.#recorder.save(),
      () => this.#transmit(),
    );
  }

  /** Before an operation is sent, it is durable in the outbox: a killed page would use its `seq` twice otherwise. */
  protected async sendDurably(save: () => Promise<void>, transmit: () => void): Promise<void> {
    await save();
    transmit();
  }

  // As transformed by now, on the version held by now; once a socket.
  #transmit(): void {
    const { inflight, pending } = this.#edits;
    if (this.#phase.name !== 'live' || inflight === null || this.#transport === null) return;
    if (this.#sentOn === this.#transport) return;
    this.#sentOn = this.#transport;
    const version = must(this.#version);
    const { seq, delta } = inflight;
    const cursor = this.#caret.range;
    if (pending === null && cursor !== null) {
      this.#caret.sent(version);
      this.#say({ type: 'op', version, seq, delta, cursor });
    } else {
      this.#caret.confirm(version);
      this.#say({ type: 'op', version, seq, delta });
    }
  }

  #setRole(role: Role): void {
    if (this.#role === role) return;
    this.#role = role;
    this.#options.events.role(role);
    if (mayWrite(role)) this.#send();
  }

  #say(message: ClientMessage): void {
    this.#transport?.send(encode(message));
  }

  // Offline the badge counts what this device keeps, so it is stored at once and counted when it is.
  #record(): void {
    if (this.#phase.name === 'live') this.#recorder.saveSoon();
    else if (!this.#edits.empty) void this.#recorder.save().then(() => this.#tell());
  }

  #keep(delta: Ops, code: KeptEdit['code'], message: string): void {
    this.#options.events.rejected(this.#recorder.keep(delta, code, message));
  }

  #keepAll(code: KeptEdit['code'], message: string): void {
    const delta = this.#edits.all();
    if (delta === null) return;
    this.#edits.drop();
    this.#keep(delta, code, message);
    void this.#recorder.save();
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
      this.#keepAll(reason === 'deleted' || reason === 'not_found' ? 'deleted' : 'forbidden', reason);
    } else void this.#recorder.save();
    this.#phase = { name: 'stopped' };
    this.#transport = null;
    this.#peers.reset([], 0, (range) => range);
    this.#tellPeers();
    this.#setStatus({ state: 'stopped', reason } as Status);
  }

  #tellPeers(): void {
    this.#options.events.peers(this.#peers.list(), this.#peers.more);
  }

  #tell(): void {
    if (this.#phase.name === 'stopped' || this.#leaving) return;
    const version = this.#version;
    if (version === null) return;
    if (this.#phase.name !== 'live')
      this.#setStatus({ state: 'offline', edits: this.#recorder.durableEdits });
    else this.#setStatus({ state: this.#edits.empty ? 'saved' : 'saving', version });
  }

  #setStatus(status: Status): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    this.#status = status;
    this.#options.events.status(status);
  }

  /** The document at `version`, as the server has it. */
  document(): Ops {
    return must(this.#replica, 'nothing is loaded').document();
  }

  /** What the editor should show now, for a host without an editor of its own. */
  contents(): Ops {
    const own = this.#edits.all();
    return own === null ? this.document() : compose(this.document(), own);
  }
}
