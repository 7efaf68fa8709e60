import { normalise } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { invert } from '../../../src/ot/invert.ts';
import { stripMarks } from '../../../src/ot/marks.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { between } from '../../../src/ot/suggestions/between.ts';
import type { ReviewMessage } from '../../../src/protocol/review.ts';
import type { EditorPort, ReceivedChange } from '../ports.ts';
import {
  DRAFT,
  drafted,
  inOrder,
  isNothing,
  type Layer,
  newLayer,
  rebased,
  shownDelta,
  shownOver,
} from './layer.ts';
import type { Draft, LayersOptions } from './layer-ports.ts';
import { OwnNames } from './own-names.ts';
import { amended, type Settled, settle, settled, typedAt, unmarked, without } from './plan-edit.ts';
import { ReviewFrames } from './review-frames.ts';
import { Places } from './places.ts';
import { type Mode, namedIn, type Routed, routeEdit } from './route-edit.ts';
import { shownHunks } from './shown-hunks.ts';
import type { ShownHunk } from './shown-suggestion.ts';
import { takeAnswer } from './take-answer.ts';
import { type Taking, takeReview } from './take-review.ts';
import { acceptedSince, viewChange } from './turn.ts';

/**
 * The open suggestions over one client's text (docs/collab-client.md). It stands between the client and the editor: the
 * client knows the text alone, the editor the view alone. A document without suggestions passes through as it is.
 */
export class Layers implements EditorPort {
  readonly #options: LayersOptions;
  readonly #frames: ReviewFrames;
  #mode: Mode = 'editing';
  #layers: readonly Layer[] = [];
  // What they add to the shown text. The editor shows exactly the text with this.
  #over: Delta = [];
  #placed: { over: Delta; places: Places } | null = null;
  readonly #names = new OwnNames();

  constructor(options: LayersOptions) {
    this.#options = options;
    this.#frames = new ReviewFrames((since) => options.read(since));
  }

  /** What typing does. */
  get mode(): Mode {
    return this.#mode;
  }

  set mode(mode: Mode) {
    this.#mode = mode;
  }

  /** The open suggestions in their order, each as shown. */
  get open(): readonly { id: string; isOwn: boolean; review: number; delta: Delta }[] {
    const { unsent } = this.#options.client();
    return this.#layers.map((layer) => ({
      id: layer.id,
      isOwn: layer.isOwn,
      review: layer.review,
      delta: shownDelta(layer, unsent),
    }));
  }

  /** The layers as they are held. */
  get layers(): readonly Layer[] {
    return this.#layers;
  }

  /** The id that an own suggestion had before the server named it; null for none. */
  draftOf(id: string): string | null {
    return this.#names.draftOf(id);
  }

  /** What they add to the shown text. */
  get over(): Delta {
    return this.#over;
  }

  /** The hunks of each open suggestion in `view`, which is what the editor shows, by its id. */
  hunks(view: Delta): ReadonlyMap<string, readonly ShownHunk[]> {
    return shownHunks(this.open, this.#over, view);
  }

  /**
   * Up to which number of the review log they are known; `isBehind` while an answer is awaited, `isStale` while that is
   * the answer to a read of all of it.
   */
  get state(): { held: number; isBehind: boolean; isStale: boolean } {
    const { held, isReading } = this.#frames;
    return { held, isBehind: isReading, isStale: held === 0 };
  }

  load(ops: Delta): void {
    const { client, editor, adrift } = this.#options;
    const { version, unsent } = client();
    const drafts = this.#layers.filter(({ draft }) => draft !== null);
    editor.load(ops);
    this.#show([], []);
    if (this.#frames.held > 0 || !this.#frames.idle) this.#frames.forget();
    for (const { id, review, draft } of drafts)
      adrift({ id, review, version: unsent.length === 0 ? version : null, delta: draft ?? [] });
  }

  apply(delta: Delta): void {
    const { version, unsent } = this.#options.client();
    this.receive({ to: version ?? 0, frame: [], composed: false, shown: delta, unsent });
  }

  flush(): void {
    this.#options.editor.flush();
  }

  receive({ to, frame, composed, shown, unsent }: ReceivedChange): void {
    const { client } = this.#options;
    const from = client().version ?? to;
    if (to !== from) this.#frames.advance(from, composed ? null : frame);
    if (this.#layers.length === 0 && this.#frames.idle) {
      if (shown !== null && shown.length > 0) this.#options.editor.apply(shown);
      return;
    }
    const before = drafted(this.#layers, client().unsent);
    const layers = this.#layers.flatMap((layer) => {
      if (composed && layer.draft === null) return [];
      return rebased(layer, frame, shown) ?? [];
    });
    if (composed) this.#frames.forget();
    const messages = this.#frames.due(to);
    const taken = this.#take(layers, messages, { unsent, shown, before });
    this.#turn(taken, unsent, shown, acceptedSince(messages, from));
  }

  /** A review frame arrived. It is kept until the client holds its version. */
  review(message: ReviewMessage): void {
    this.#frames.add(message);
    this.#takeDue();
  }

  /** The server's review log goes up to `number`, as `joined` says: reads what is missing. */
  joined(number: number): void {
    this.#frames.failed();
    // The log was cut back: what is held may be of numbers that are gone.
    if (number < this.#frames.held) this.#startOver();
    if (number > this.#frames.reach) this.#frames.read();
  }

  /** This user may not read the review any more. What was typed and not sent is told to be adrift. */
  ended(): void {
    this.#frames.end();
    const { version, unsent } = this.#options.client();
    for (const { id, review, draft } of this.#layers)
      if (draft !== null)
        this.#options.adrift({ id, review, version: unsent.length === 0 ? version : null, delta: draft });
    if (version !== null) this.#turn([], unsent, null, false);
  }

  /** What was read arrived. */
  answer(message: ReviewMessage): void {
    this.#frames.answer(message);
    this.#takeDue();
  }

  /** What was asked for could not be read. */
  unread(): void {
    this.#frames.failed();
  }

  /**
   * The user changed the view: `edit`, canonical, on the view as it was, which is what `view` returns. The editor shows
   * it already; it applies the correction at once, silently, and keeps `inverse` for its undo stack.
   */
  edit(edit: Delta, view: () => Delta): Settled {
    const { client } = this.#options;
    if (this.#layers.length === 0 && this.#mode === 'editing') {
      const stripped = stripMarks(edit);
      const plain = stripped === edit ? edit : normalise(stripped);
      if (plain.length > 0) client().edit(plain);
      const correction = plain === edit ? [] : between(edit, plain, view);
      return {
        change: plain,
        inverse: () => invert(plain, view()),
        correction: correction.length === 0 ? null : correction,
        place: (at) => at,
      };
    }
    const { routed, layers } = this.#plan(edit, view);
    const suggested = this.#suggested();
    if (routed.operation.length > 0) client().edit(routed.operation);
    const { unsent } = client();
    const over = shownOver(layers, unsent);
    const result = settle(edit, routed, this.#over, over, view, suggested);
    this.#show(settled(layers, unsent), unmarked(over));
    return result;
  }

  /** Where in the view a character would stand that is typed at `position`: the caret goes there before it is drawn. */
  typingPlace(position: number, view: () => Delta): number {
    if (this.#over.length === 0) return position;
    const typed = { insert: 'x' };
    const { routed, layers } = this.#plan(position > 0 ? [{ retain: position }, typed] : [typed], view);
    const { unsent } = this.#options.client();
    const after = routed.operation.length === 0 ? unsent : [...unsent, routed.operation];
    return typedAt(routed, this.#over, shownOver(layers, after)) ?? position;
  }

  /** The user's selection in the view; the others are told its place in the text. */
  setSelection(range: Range | null): void {
    this.#options.client().setSelection(range === null ? null : this.down(range));
  }

  /** A range of the view as a place in the text. */
  down(range: Range): Range {
    return this.#places().down(range);
  }

  /** A range of the text as a place in the view, such as the selection of another. */
  up(range: Range): Range {
    return this.#places().up(range);
  }

  /** The next suggested typing begins a new suggestion. */
  begin(): void {
    this.#names.begin();
  }

  /** What may be sent now. Nothing while operations are unacknowledged: a draft may be on text that they insert. */
  get unsent(): Draft[] {
    const { version, unsent } = this.#options.client();
    if (unsent.length > 0 || version === null) return [];
    return this.#layers.flatMap(({ id, review, draft, sent }) =>
      draft === null || sent !== null || (review === 0 && !id.startsWith(DRAFT))
        ? []
        : [{ id, review, version, delta: draft }],
    );
  }

  /** Forgets what the user typed of a suggestion and the server does not have. */
  drop(id: string): void {
    const { unsent } = this.#options.client();
    const layers = this.#layers.map((layer) =>
      layer.id === id ? { ...layer, draft: null, sent: null } : layer,
    );
    this.#turn(
      layers.filter((layer) => !isNothing(layer)),
      unsent,
      null,
      false,
    );
  }

  /** A draft of `unsent` is being sent. */
  sending(id: string): void {
    this.#change(id, (layer) => ({ ...layer, sent: layer.draft, isTaken: false }));
  }

  /** It was not taken, or no one knows: it is among `unsent` again. */
  refused(id: string): void {
    this.#change(id, (layer) => ({ ...layer, sent: null }));
    this.#layers = this.#layers.filter((layer) => !isNothing(layer));
  }

  /** The server took what was sent for `id`, and calls it `name`. Its frame may have come before, or comes later. */
  taken(id: string, name: string): void {
    const { unsent } = this.#options.client();
    const layers = takeAnswer(this.#layers, id, name, this.#names, unsent);
    if (layers !== null) this.#turn(layers, unsent);
  }

  #plan(edit: Delta, view: () => Delta): { routed: Routed; layers: readonly Layer[] } {
    const { unsent } = this.#options.client();
    const layers = this.#withNamed(edit, this.#mode === 'suggesting' ? this.#withActive() : this.#layers);
    const own = layers.filter(({ isOwn }) => isOwn).map(({ id }) => id);
    const routing = { mode: this.#mode, own, active: this.#names.active, names: this.#names.all };
    const routed = routeEdit(edit, this.#over, routing);
    const text = (): Delta => compose(view(), without(this.#over));
    return { routed, layers: amended(layers, routed, unsent, text) };
  }

  #suggested(): Delta | null {
    const active = this.#layers.find(({ id }) => id === this.#names.active);
    return active === undefined || this.#mode !== 'suggesting'
      ? null
      : shownDelta(active, this.#options.client().unsent);
  }

  // The layer that takes what is suggested: an empty one is not kept.
  #withActive(): readonly Layer[] {
    const isOpen = (id: string): boolean => this.#layers.some((layer) => layer.id === id);
    const id = this.#names.activate(isOpen);
    if (isOpen(id)) return this.#layers;
    return [...this.#layers, newLayer(id)];
  }

  // Undo and redo may bring back what belonged to own suggestions that are gone.
  #withNamed(edit: Delta, layers: readonly Layer[]): readonly Layer[] {
    const gone = this.#names.goneOf(namedIn(edit)).filter((id) => !layers.some((layer) => layer.id === id));
    return gone.length === 0 ? layers : [...layers, ...gone.map((id) => newLayer(this.#names.again(id)))];
  }

  #startOver(): void {
    const { version, unsent } = this.#options.client();
    this.#frames.forget();
    if (version === null) return;
    this.#turn(
      this.#layers.filter(({ draft }) => draft !== null),
      unsent,
      null,
      false,
    );
  }

  #takeDue(): void {
    const { client, editor } = this.#options;
    const { version } = client();
    if (version === null) return;
    const messages = this.#frames.due(version);
    if (messages.length === 0) return;
    editor.flush();
    const { unsent } = client();
    const before = drafted(this.#layers, unsent);
    this.#turn(this.#take(this.#layers, messages, { unsent, shown: null, before }), unsent);
  }

  #take(
    layers: readonly Layer[],
    messages: readonly ReviewMessage[],
    of: Pick<Taking, 'unsent' | 'shown' | 'before'>,
  ): readonly Layer[] {
    const taking: Taking = {
      ...of,
      userId: this.#options.userId,
      renamed: (from, to) => this.#names.rename(from, to),
      newId: () => this.#names.make(),
      ended: (id) => this.#layers.some(({ sent }) => sent !== null) && this.#names.end(id),
    };
    return messages.reduce((all, message) => takeReview(all, message, taking), layers);
  }

  // One turn: the text and the layers change together. `accepted`: what they proposed becomes text where it stands.
  #turn(
    layers: readonly Layer[],
    unsent: readonly Delta[],
    shown: Delta | null = null,
    accepted: ReadonlySet<string> = new Set(),
  ): void {
    const ordered = inOrder(layers);
    const over = shownOver(ordered, unsent);
    const change = viewChange(this.#over, over, shown, accepted);
    if (change.length > 0) this.#options.editor.apply(change);
    this.#show(ordered, over);
  }

  #places(): Places {
    if (this.#placed?.over !== this.#over)
      this.#placed = { over: this.#over, places: new Places(this.#over) };
    return this.#placed.places;
  }

  #show(layers: readonly Layer[], over: Delta): void {
    const before = this.#layers;
    this.#layers = layers;
    this.#over = over;
    if (layers.length === before.length && layers.every((layer, i) => layer === before[i])) return;
    for (const { id, isOwn } of before)
      if (isOwn && !layers.some((layer) => layer.id === id)) this.#names.left(id);
    this.#options.changed?.();
  }

  #change(id: string, change: (layer: Layer) => Layer): void {
    this.#layers = this.#layers.map((layer) => (layer.id === id ? change(layer) : layer));
    this.#options.changed?.();
  }
}
