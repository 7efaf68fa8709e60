import { assert, assertNever, must } from '../../src/base/assert.ts';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import { decodeServerMessage } from '../../src/protocol/codec.ts';
import type { JoinedMessage, OpsMessage, ServerMessage } from '../../src/protocol/messages.ts';
import { may } from '../../src/protocol/permissions.ts';
import type { Role } from '../../src/protocol/role.ts';
import type { EditRecorder } from './edit-recorder.ts';
import type { Guard } from './guard.ts';
import type { LocalDocument } from './local-document.ts';
import { Numbers } from './numbers.ts';
import type { OpSender } from './op-sender.ts';
import type { DocumentClientOptions, KeptEdit, Transport } from './ports.ts';
import type { Refusals } from './refusals.ts';
import type { ReviewFollower } from './review/follower.ts';
import type { SelectionSender } from './selection-sender.ts';
import type { Phase, Session } from './session.ts';
import type { Snapshot } from './snapshot-parser.ts';
import type { Told } from './told.ts';

/** What a Conversation works on, and its callbacks into the client. */
export interface ConversationParts {
  session: Session;
  guard: Guard;
  document: LocalDocument;
  selection: SelectionSender;
  recorder: EditRecorder;
  sender: OpSender;
  refusals: Refusals;
  told: Told;
  /** Null: the review is not followed. */
  review: ReviewFollower | null;
  editor: DocumentClientOptions['editor'];
  fetchSnapshot: DocumentClientOptions['fetchSnapshot'];
  /** The status of the user's edits may have changed. */
  changed(): void;
  /** The list of peers has changed. */
  peersChanged(): void;
  /** The client ends, as if the server had closed it with this code. */
  stop(code: number): void;
}

/** The exchange between a client and the server: the join, the catch-up, then each frame as it arrives. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #session: Session;
  readonly #numbers: Numbers;
  #roster: JoinedMessage | null = null;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#session = parts.session;
    this.#numbers = new Numbers(parts.document.edits);
  }

  /** A socket is open. */
  begin(transport: Transport): void {
    this.#session.transport = transport;
    this.#session.short = false;
    this.#parts.sender.renew();
    this.#join();
  }

  /** The socket is gone, or the client no longer listens to it. */
  end(): void {
    this.#session.transport = null;
    this.#session.phase = { name: 'disconnected' };
    this.#parts.sender.renew();
    this.#parts.sender.cancelWait();
    this.#parts.document.peers.reset([], 0, (range) => range);
    this.#parts.review?.offline();
    this.#parts.peersChanged();
  }

  /** A message arrived. */
  received(text: string): void {
    if (this.#session.transport === null) return;
    if (this.#session.phase.name === 'fetching') {
      this.#session.phase.waiting.push(text);
      return;
    }
    const decoded = decodeServerMessage(text, this.#numbers);
    if (!decoded.ok) {
      // The message is not understood, as in an old tab after a deployment: the page has to be reloaded, and the edits
      // are kept.
      this.#parts.stop(CLOSE.protocolError.code);
      return;
    }
    // A message type of a newer server is ignored.
    if (decoded.value !== null) this.#handle(decoded.value);
    this.#parts.selection.received(text.length);
  }

  #join(): void {
    const { version, generation } = this.#session;
    const { edits } = this.#parts.document;
    const pending = !edits.empty;
    this.#session.phase = { name: 'joining', pending };
    const join = { type: 'join', client: edits.client, version, pending } as const;
    this.#session.say(generation > 0 ? { ...join, generation } : join);
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
        this.#numbers.add(message.numbers ?? {});
        if (this.#session.phase.name !== 'live') break;
        document.peers.change(message, (range) => document.edits.toEditor(range));
        this.#parts.peersChanged();
        break;
      case 'reject':
        this.#rejected(message.seq, message.code, message.message);
        break;
      case 'role':
        this.#setRole(message.role);
        this.#promoted(message.role);
        break;
      case 'synced':
        told.setSynced(message.version);
        break;
      case 'renamed':
      case 'restored':
        told.news(message);
        break;
      case 'review':
        this.#parts.review?.received(message);
        break;
      case 'error':
        break;
      default:
        assertNever(message);
    }
  }

  #joined(message: JoinedMessage): void {
    if (this.#session.phase.name !== 'joining') return;
    const { document, selection, told, editor } = this.#parts;
    const { snapshot } = message;
    this.#numbers.reset(message.number, message.numbers);
    this.#session.short = this.#numbers.short;
    editor.flush();
    if (snapshot !== null && !message.reset && !this.#session.phase.pending && !document.edits.empty) {
      // A snapshot never overwrites local edits: the user typed after a join that announced no edits.
      this.#join();
      return;
    }
    this.#setRole(message.role);
    told.setSynced(message.synced);
    this.#roster = message;
    const isAnew = message.reset === true || (message.generation ?? 0) !== this.#session.generation;
    this.#parts.review?.joined(message.review, isAnew);
    selection.confirm(message.version);
    if (snapshot === null) {
      this.#catchUp(message);
    } else if ('ops' in snapshot) {
      this.#load(message, snapshot);
      this.#catchUp(message);
    } else void this.#fetch(snapshot, message);
  }

  // Edits that cannot apply after a reset are refused only once the new text is shown: if that throws, nothing has
  // changed.
  #load({ reset, role }: JoinedMessage, { version, ops }: Snapshot): void {
    const { document, refusals, review } = this.#parts;
    document.load(version, ops);
    review?.loaded(version);
    if (reset && !may(role, 'write')) refusals.all('forbidden', CLOSE.forbidden.reason);
    else if (reset)
      refusals.all(
        'reset',
        'the document was recovered to an earlier state, or no longer reaches back to where these edits began',
      );
  }

  async #fetch(named: { version: number; url: string }, message: JoinedMessage): Promise<void> {
    const phase: Phase = { name: 'fetching', waiting: [] };
    const transport = this.#session.transport;
    this.#session.phase = phase;
    let snapshot: Snapshot;
    try {
      snapshot = await this.#parts.fetchSnapshot(named.url);
      assert(snapshot.version === named.version, 'the snapshot is of the version that it was announced as');
    } catch {
      // A newer snapshot may have replaced it in the meantime; the next join names that one.
      if (this.#session.phase === phase) transport?.reconnect();
      return;
    }
    this.#parts.guard.run(() => {
      if (this.#session.phase !== phase) return;
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

  // Only now is the version that is held one of the server's generation.
  #catchUp({ version, generation }: JoinedMessage): void {
    this.#session.generation = generation ?? 0;
    this.#session.phase = { name: 'catching-up', target: version };
    this.#caughtUp();
  }

  #caughtUp(): void {
    const { document, sender, selection } = this.#parts;
    if (
      this.#session.phase.name !== 'catching-up' ||
      must(this.#session.version) < this.#session.phase.target
    )
      return;
    this.#session.phase = { name: 'live' };
    const roster = this.#roster;
    if (roster !== null) {
      document.peers.reset(roster.roster, roster.more ?? 0, (range) => document.edits.toEditor(range));
      this.#roster = null;
      this.#parts.peersChanged();
    }
    sender.resend();
    sender.send();
    selection.renew();
    selection.sendSoon();
    this.#parts.review?.live();
    this.#parts.changed();
  }

  #ops(message: OpsMessage): void {
    if (!this.#session.joined) return;
    const { document, sender, selection, recorder, refusals, editor } = this.#parts;
    const version = must(this.#session.version);
    if (message.to <= version) return;
    if (message.from !== version) {
      this.#join();
      return;
    }
    editor.flush();
    for (const delta of document.receive(message))
      refusals.keep(delta, 'unsure', 'a tab that was closed may have sent it already');
    this.#parts.review?.advanced(message);
    if (!document.peers.alone) this.#parts.peersChanged();
    recorder.saveSoon();
    this.#caughtUp();
    sender.send();
    selection.sendSoon();
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

  // A guest who may comment from now on may read threads too, which only a join tells of.
  #promoted(role: Role): void {
    const { review } = this.#parts;
    if (review !== null && !review.isFollowed && may(role, 'comment') && this.#session.live !== null)
      this.#join();
  }
}
