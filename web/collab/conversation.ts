import { assert, assertNever, must } from '../../src/base/assert.ts';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import { decodeServerMessage, encode } from '../../src/protocol/codec.ts';
import type { ClientMessage, JoinedMessage, OpsMessage, ServerMessage } from '../../src/protocol/messages.ts';
import { may } from '../../src/protocol/permissions.ts';
import type { Role } from '../../src/protocol/role.ts';
import type { CaretSender } from './caret-sender.ts';
import type { EditRecorder } from './edit-recorder.ts';
import type { LocalDocument } from './local-document.ts';
import type { OpSender } from './op-sender.ts';
import type { DocumentClientOptions, KeptEdit, Transport } from './ports.ts';
import type { Refusals } from './refusals.ts';
import type { Snapshot } from './snapshot-parser.ts';
import type { Told } from './told.ts';

type Phase =
  | { name: 'disconnected' }
  /** `join` is sent; frames that arrive before its `joined` are dropped. */
  | { name: 'joining'; pending: boolean }
  /** A snapshot is on its way by URL; messages wait. */
  | { name: 'fetching'; waiting: string[] }
  /** `joined` named `target`; the log up to it is arriving. */
  | { name: 'catching-up'; target: number }
  | { name: 'live' };

/** What a Conversation works on, and what it asks of its client. */
export interface ConversationParts {
  document: LocalDocument;
  caret: CaretSender;
  recorder: EditRecorder;
  sender: OpSender;
  refusals: Refusals;
  told: Told;
  editor: DocumentClientOptions['editor'];
  fetchSnapshot: DocumentClientOptions['fetchSnapshot'];
  /** What is true of the user's edits may have changed. */
  changed(): void;
  /** Who is here has changed. */
  peersChanged(): void;
  /** The client ends, as if the server had closed it with this code. */
  stop(code: number): void;
  /** Runs what was waited for; whatever it throws ends the client. */
  guard(action: () => void): void;
}

/** What a client and the server say to each other: joining, catching up, then every frame as it comes. */
export class Conversation {
  readonly #parts: ConversationParts;
  #phase: Phase = { name: 'disconnected' };
  #transport: Transport | null = null;
  #roster: JoinedMessage | null = null;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  /** The socket, while everything up to the newest version has come; null otherwise. */
  get live(): Transport | null {
    return this.#phase.name === 'live' ? this.#transport : null;
  }

  /** Whether the log arrives: live, or catching up. */
  get joined(): boolean {
    return this.#phase.name === 'live' || this.#phase.name === 'catching-up';
  }

  /** Whether there is a socket. */
  get connected(): boolean {
    return this.#transport !== null;
  }

  /** A socket is open. */
  begin(transport: Transport): void {
    this.#transport = transport;
    this.#parts.sender.renew();
    this.#join();
  }

  /** The socket is gone, or is listened to no more. */
  end(): void {
    this.#transport = null;
    this.#phase = { name: 'disconnected' };
    this.#parts.sender.renew();
    this.#parts.sender.cancelWait();
    this.#parts.document.peers.reset([], 0, (range) => range);
    this.#parts.peersChanged();
  }

  /** Sends a message, if there is a socket. */
  say(message: ClientMessage): void {
    this.#transport?.send(encode(message));
  }

  /** A message arrived. */
  received(text: string): void {
    if (this.#transport === null) return;
    if (this.#phase.name === 'fetching') {
      this.#phase.waiting.push(text);
      return;
    }
    const decoded = decodeServerMessage(text);
    if (!decoded.ok) {
      // A server we do not understand: an older tab after a deployment. Reloading is the cure, keeping the edits the duty.
      this.#parts.stop(CLOSE.protocolError.code);
      return;
    }
    // A newer server's message that is unknown here is none of this client's business.
    if (decoded.value !== null) this.#handle(decoded.value);
    this.#parts.caret.received(text.length);
  }

  #join(): void {
    const { version, generation, edits } = this.#parts.document;
    const pending = !edits.empty;
    this.#phase = { name: 'joining', pending };
    const join = { type: 'join', client: edits.client, version, pending } as const;
    this.say(generation > 0 ? { ...join, generation } : join);
    this.#parts.changed();
  }

  #handle(message: ServerMessage): void {
    const { document, told } = this.#parts;
    switch (message.type) {
      case 'joined':
        this.#joined(message);
        break;
      case 'ops':
        this.#ops(message);
        break;
      case 'presence':
        if (this.#phase.name !== 'live') break;
        document.peers.change(message, (range) => document.edits.toEditor(range));
        this.#parts.peersChanged();
        break;
      case 'reject':
        this.#rejected(message.seq, message.code, message.message);
        break;
      case 'role':
        this.#setRole(message.role);
        break;
      case 'synced':
        told.setSynced(message.version);
        break;
      case 'renamed':
      case 'restored':
        told.news(message);
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
    const { document, caret, told, editor } = this.#parts;
    const { snapshot } = message;
    editor.flush();
    if (snapshot !== null && !message.reset && !this.#phase.pending && !document.edits.empty) {
      // A snapshot never overwrites local edits: the user typed after the join that asked for none.
      this.#join();
      return;
    }
    this.#setRole(message.role);
    told.setSynced(message.synced);
    this.#roster = message;
    caret.confirm(message.version);
    if (snapshot === null) {
      this.#catchUp(message);
    } else if ('ops' in snapshot) {
      this.#load(message, snapshot);
      this.#catchUp(message);
    } else void this.#fetch(snapshot, message);
  }

  // What has no place in the text after a reset is refused once that is shown: should showing it throw, all is as before.
  #load({ reset, role }: JoinedMessage, { version, ops }: Snapshot): void {
    const { document, refusals } = this.#parts;
    document.load(version, ops);
    if (reset && !may(role, 'write')) refusals.all('forbidden', CLOSE.forbidden.reason);
    else if (reset)
      refusals.all(
        'reset',
        'the document was recovered to an earlier state, or no longer reaches back to where these edits began',
      );
  }

  async #fetch(named: { version: number; url: string }, message: JoinedMessage): Promise<void> {
    const phase: Phase = { name: 'fetching', waiting: [] };
    const transport = this.#transport;
    this.#phase = phase;
    let snapshot: Snapshot;
    try {
      snapshot = await this.#parts.fetchSnapshot(named.url);
      assert(snapshot.version === named.version, 'the snapshot is of the version that it was announced as');
    } catch {
      // It may have been replaced by a newer one meanwhile; the next join names that.
      if (this.#phase === phase) transport?.reconnect();
      return;
    }
    this.#parts.guard(() => {
      if (this.#phase !== phase) return;
      const { document, editor } = this.#parts;
      editor.flush();
      if (!document.edits.empty && !message.reset) {
        this.#join();
        return;
      }
      this.#load(message, snapshot);
      this.#catchUp(message);
      for (const text of phase.waiting) this.received(text);
    });
  }

  // The version that is held by now is one of the server's own generation, not before.
  #catchUp({ version, generation }: JoinedMessage): void {
    this.#parts.document.generation = generation ?? 0;
    this.#phase = { name: 'catching-up', target: version };
    this.#caughtUp();
  }

  #caughtUp(): void {
    const { document, sender, caret } = this.#parts;
    if (this.#phase.name !== 'catching-up' || must(document.version) < this.#phase.target) return;
    this.#phase = { name: 'live' };
    const roster = this.#roster;
    if (roster !== null) {
      document.peers.reset(roster.roster, roster.more ?? 0, (range) => document.edits.toEditor(range));
      this.#roster = null;
      this.#parts.peersChanged();
    }
    sender.resend();
    sender.send();
    caret.renew();
    caret.sendSoon();
    this.#parts.changed();
  }

  #ops(message: OpsMessage): void {
    if (!this.joined) return;
    const { document, sender, caret, recorder, refusals, editor } = this.#parts;
    const version = must(document.version);
    if (message.to <= version) return;
    if (message.from !== version) {
      this.#join();
      return;
    }
    editor.flush();
    for (const delta of document.receive(message))
      refusals.keep(delta, 'unsure', 'a tab that was closed may have sent it already');
    if (!document.peers.alone) this.#parts.peersChanged();
    recorder.saveSoon();
    this.#caughtUp();
    sender.send();
    caret.sendSoon();
    this.#parts.changed();
  }

  #rejected(seq: number, code: KeptEdit['code'], message: string): void {
    const { document, sender, recorder, refusals, editor } = this.#parts;
    if (document.edits.inflight?.seq !== seq) return;
    editor.flush();
    refusals.inflight(code, message);
    recorder.saveSoon();
    sender.send();
    this.#parts.changed();
  }

  #setRole(role: Role): void {
    if (this.#parts.told.setRole(role) && may(role, 'write')) this.#parts.sender.send();
  }
}
