import { canonicalJson, sameDelta } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { between } from '../../../src/ot/suggestions/between.ts';
import { transformPair } from '../../../src/ot/transform.ts';
import type { ServerMessage } from '../../../src/protocol/messages.ts';
import type { ReviewMessage } from '../../../src/protocol/review.ts';
import { DocumentClient } from '../../../web/collab/document-client.ts';
import { Layers } from '../../../web/collab/layers/layers.ts';
import type { Mode } from '../../../web/collab/layers/route-edit.ts';
import type { SuggestionSender } from '../../../web/collab/suggestions/suggestion-sender.ts';
import type { Random } from '../../support/random.ts';
import { documentText, randomOperation } from '../../support/rich-text.ts';
import { sameDocument } from '../same-document.ts';
import { SimOutbox } from '../sim-outbox.ts';
import { SimSocket } from '../sim-socket.ts';
import type { ReviewWorld } from './review-world.ts';
import { type SeenDecision, SeenDecisions } from './seen-decisions.ts';
import { senderOf } from './sender-of.ts';
import { TypingCaret } from './typing-caret.ts';
import { markAt, viewOf } from './view-of.ts';

/** One browser tab with suggestions over its text: a DocumentClient, its layers, and a plain delta as the editor. */
export class ReviewTab {
  readonly userId: string;
  readonly client: DocumentClient;
  readonly layers: Layers;
  readonly sender: SuggestionSender;
  readonly outbox = new SimOutbox();
  socket: SimSocket | null = null;
  view: Delta | null = null;
  held = false;
  stopped: string | null = null;
  /** What was typed over texts that were replaced. */
  adrift = '';
  readonly #world: ReviewWorld;
  readonly #heldReviews: ReviewMessage[] = [];
  readonly #decisions = new SeenDecisions();
  /** The decision whose message is being read, where what it writes has to become text in its place. */
  #explained: SeenDecision | null = null;
  #undo: Delta[] = [];
  /** How often a message has changed the view: it has to be one turn. */
  #applied = 0;
  #checked: readonly unknown[] = [];
  readonly #caret: TypingCaret;

  constructor(world: ReviewWorld, userId: string) {
    this.#world = world;
    this.userId = userId;
    this.#caret = new TypingCaret(userId);
    this.layers = new Layers({
      userId,
      client: () => this.client,
      editor: {
        load: (ops) => {
          this.view = ops;
          this.#undo = [];
          this.#caret.leave();
        },
        apply: (delta) => this.#apply(delta),
        flush: () => {},
      },
      read: (since) => {
        if (since === 0) this.#decisions.begin();
        world.rest.read(this, since);
      },
      adrift: (draft) => {
        world.adrift(this, draft);
        this.sender.adrift(draft);
      },
    });
    this.client = new DocumentClient({
      docId: 'simulated',
      userId,
      outbox: this.outbox.for(this),
      clock: world.clock.for(this),
      fetchSnapshot: () => Promise.reject(new Error('unused')),
      editor: this.layers,
      events: {
        status: (status) => {
          this.stopped = status.state === 'stopped' ? status.reason : null;
        },
        peers: () => {},
        role: () => {},
        rejected: () => {},
        synced: () => {},
      },
    });
    this.sender = senderOf(world, this, (action) => {
      this.#applied = 0;
      action();
    });
  }

  get mode(): Mode {
    return this.layers.mode;
  }

  /** A new socket. */
  open(): void {
    const socket = new SimSocket();
    this.socket = socket;
    this.#world.server.connect(socket, this.userId, ['review.v1']);
    this.client.opened({
      send: (text) => {
        if (socket.readyState === 1) socket.toServer.push(text);
      },
      reconnect: () => this.#world.cut(this),
    });
  }

  /** A message arrived on the socket. */
  received(text: string): void {
    const message = JSON.parse(text) as ServerMessage;
    this.#applied = 0;
    this.#explained =
      message.type === 'ops' && this.#world.deciding !== null
        ? this.#decisions.seen(this.#world.deciding, message.to, this.layers, this.client.unsent)
        : null;
    if (message.type === 'review') this.#review(message);
    else this.client.received(text);
    this.#explained = null;
    if (message.type === 'joined' && message.review !== undefined) this.layers.joined(message.review);
    if (this.#applied > 1)
      throw new Error(`${this.userId}: one message came as ${this.#applied} changes of the view`);
    this.sender.changed();
  }

  /** Holds back what arrives while an input method composes, or lets it through. */
  toggleHold(): void {
    this.held = !this.held;
    if (this.held) {
      this.client.hold();
      return;
    }
    // Frames of review come before the frames of the log that they explain, so none is too late here.
    for (const message of this.#heldReviews.splice(0)) this.#review(message);
    this.client.release();
    this.sender.changed();
  }

  /** The answer to a read arrived. */
  answer(message: ReviewMessage): void {
    this.#decisions.told(message);
    this.layers.answer(message);
    this.sender.changed();
  }

  /** The user types, deletes or formats; each insert carries a token of its own. */
  edit(random: Random): void {
    const { view } = this;
    if (view === null || this.held) return;
    const token = this.#world.tokens.next();
    let end = -1;
    let position = 0;
    let passed = 0;
    const edit: Op[] = randomOperation(random, view).map((op) => {
      if (!('insert' in op)) {
        if ('retain' in op) position += op.retain;
        passed += opLength(op);
        return op;
      }
      position += opLength(op);
      // Typed behind letters of a suggestion, it inherits their mark, as an editor does.
      const mark = random.chance(0.5) ? markAt(view, passed - 1) : undefined;
      const marks = mark === undefined ? {} : { attributes: { ...op.attributes, 'suggest-insert': mark } };
      if (end >= 0 || typeof op.insert !== 'string') return { ...op, ...marks };
      end = ++position;
      return { ...op, ...marks, insert: op.insert + token };
    });
    if (edit.length === 0) return;
    const only = edit.filter((op) => !('retain' in op && op.attributes === undefined));
    const [first] = edit;
    const at = first !== undefined && 'retain' in first ? first.retain : 0;
    const place = only.length === 1 && end >= 0 ? this.layers.typingPlace(at, () => view) : null;
    const inserts = edit.filter((op) => 'insert' in op);
    const change = this.#do(edit, true, end < 0 || inserts.length > 1 ? null : { end, token });
    if (place === null || this.view === null || this.mode === 'viewing') return;
    // Composed with what is not sent yet, an operation may bring letters of others into another order: text that is typed
    // between two parts of a deletion parts what a suggestion inserts behind it from its place before both.
    if (change.some((op) => 'delete' in op)) return;
    const typed = documentText(this.view).indexOf(token);
    const inserted = only[0] as { insert: string };
    if (typed !== place + inserted.insert.length - 1)
      throw new Error(
        `${this.userId} typed at ${typed}, and was told ${place} for ${JSON.stringify(inserted)}`,
      );
  }

  /** Undoes the last edit of this tab that can be undone. */
  undo(): void {
    if (this.view === null || this.held) return;
    const last = this.#undo.pop();
    if (last !== undefined && last.length > 0) this.#do(last, false, null);
  }

  /** Throws unless the view is the text with its layers, and the text and what is unsent hold nothing of them. */
  check(): void {
    const { client, layers, view } = this;
    if (view === null || this.stopped !== null) return;
    // Most tabs are as they were a step ago.
    const now = [view, layers.layers, client.version, client.unsentEdits, layers.state.held];
    if (now.every((value, i) => value === this.#checked[i])) return;
    this.#checked = now;
    const text = client.contents();
    const wanted = viewOf(text, layers.open);
    if (!sameDocument(view, wanted)) {
      throw new Error(
        `${this.userId}: the view is\n ${canonicalJson(view)}\n and has to be\n ${canonicalJson(wanted)}\n on ${canonicalJson(text)}`,
      );
    }
    const version = client.version as number;
    const truth = this.#world.server.textAt(version);
    if (!sameDocument(client.document(), truth))
      throw new Error(`I1: ${this.userId} differs at version ${version}`);
    const unsent = JSON.stringify(client.unsent);
    if (unsent.includes('suggest-')) throw new Error(`${this.userId} would send a mark: ${unsent}`);
    this.#world.oracles.checkNoProposedLetter(documentText(text), this.userId);
    this.#world.oracles.checkLayers(this, version);
  }

  /** What it has typed into suggestions, and is not known to be at the server. */
  drafts(): string {
    return JSON.stringify(this.layers.layers.map(({ draft }) => draft));
  }

  #review(message: ReviewMessage): void {
    if (this.held) {
      this.#heldReviews.push(message);
      return;
    }
    this.#decisions.told(message);
    this.layers.review(message);
  }

  #do(edit: Delta, isNew: boolean, typed: { end: number; token: string } | null): Delta {
    const before = this.view as Delta;
    const textBefore = documentText(this.client.contents());
    const draftsBefore = this.drafts();
    const { change, inverse, correction, place } = this.layers.edit(edit, () => before);
    const undo = inverse();
    const shown = compose(before, edit);
    this.view = correction === null ? shown : compose(shown, correction);
    if (!sameDelta(compose(before, change), this.view) && this.mode !== 'suggesting')
      throw new Error(`${this.userId}: the change for the undo stack is not what happened`);
    if (isNew && change.length > 0) this.#undo.push(undo);
    else if (!isNew) this.#moveUndo(between(edit, change, () => before));
    this.#world.oracles.edited(this, textBefore, documentText(this.client.contents()), before);
    this.#world.oracles.drafted(draftsBefore, this.drafts());
    this.sender.changed();
    if (typed !== null && this.mode !== 'viewing') {
      this.#caret.typed(place(typed.end), typed.token);
      this.#caret.check(this.view, 'after typing');
    } else this.#caret.move(change);
    const { range } = this.#caret;
    if (range !== null) this.layers.setSelection(range);
    return change;
  }

  #apply(delta: Delta): void {
    this.#applied++;
    const before = this.view as Delta;
    this.view = compose(before, delta);
    if (this.#explained !== null)
      this.#world.oracles.checkNothingMoved(this.#explained, before, delta, this.view, this.userId);
    this.#moveUndo(delta);
    this.#caret.move(delta);
    this.#caret.check(this.view, 'after a change of others');
  }

  // As the editor's history does.
  #moveUndo(delta: Delta): void {
    let remote = delta;
    for (let i = this.#undo.length - 1; i >= 0; i--) {
      const entry = this.#undo[i] as Delta;
      const { first, later } = transformPair(remote, entry);
      this.#undo[i] = later;
      remote = first;
    }
  }
}
