import type { Delta, Range } from '../../../src/ot/op.ts';
import type { ReviewMessage } from '../../../src/protocol/review.ts';
import type { EditorPort, ReceivedChange } from '../ports.ts';
import { closeLayer } from './close-layer.ts';
import { DRAFT, drafted, inOrder, isNothing, type Layer, rebased, shownOver } from './layer.ts';
import type { Draft, LayersOptions } from './layer-ports.ts';
import type { Settled } from './plan-edit.ts';
import { ReviewFrames } from './review-frames.ts';
import type { Mode } from './route-edit.ts';
import { shownHunks } from './shown-hunks.ts';
import { ShownLayers } from './shown-layers.ts';
import type { ShownHunk } from './shown-suggestion.ts';
import { takeAnswer } from './take-answer.ts';
import { type Taking, takeReview } from './take-review.ts';
import { acceptedSince, isAcknowledged, viewChange } from './turn.ts';
import { ViewEdits } from './view-edits.ts';

/**
 * The open suggestions over one client's text (docs/collab-client.md). It stands between the client and the editor: the
 * client knows the text alone, the editor the view alone. A document without suggestions passes through as it is.
 */
export class Layers implements EditorPort {
  readonly #options: LayersOptions;
  readonly #frames: ReviewFrames;
  readonly #shown: ShownLayers;
  readonly #edits: ViewEdits;

  constructor(options: LayersOptions) {
    this.#options = options;
    this.#frames = new ReviewFrames((since) => options.read(since));
    this.#shown = new ShownLayers(() => options.changed?.());
    this.#edits = new ViewEdits(this.#shown, options.client);
  }

  /** What typing does. */
  get mode(): Mode {
    return this.#edits.mode;
  }

  set mode(mode: Mode) {
    this.#edits.mode = mode;
  }

  /** The open suggestions in their order, each as shown. */
  get open(): readonly { id: string; isOwn: boolean; review: number; delta: Delta }[] {
    return this.#shown.shown(this.#options.client().unsent);
  }

  /** The layers as they are held. */
  get layers(): readonly Layer[] {
    return this.#shown.layers;
  }

  /** The id that an own suggestion had before the server named it; null for none. */
  draftOf(id: string): string | null {
    return this.#shown.names.draftOf(id);
  }

  /** What they add to the shown text. */
  get over(): Delta {
    return this.#shown.over;
  }

  /** The hunks of each open suggestion in `view`, which is what the editor shows, by its id. */
  hunks(view: Delta): ReadonlyMap<string, readonly ShownHunk[]> {
    return shownHunks(this.open, this.over, view);
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
    const drafts = this.layers.filter(({ draft }) => draft !== null);
    editor.load(ops);
    this.#shown.show([], []);
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
    if (this.layers.length === 0 && this.#frames.idle) {
      if (shown !== null && shown.length > 0) this.#options.editor.apply(shown);
      return;
    }
    const before = client().unsent;
    const layers = this.layers.flatMap((layer) => {
      if (composed && layer.draft === null) return [];
      return rebased(layer, frame, shown) ?? [];
    });
    if (composed) this.#frames.forget();
    const messages = this.#frames.due(to);
    // The layers over what is shown are the same ones: one operation less is carried over, the frame is that operation.
    if (messages.length === 0 && isAcknowledged({ frame, shown, unsent }, before)) {
      this.#shown.carry(layers);
      return;
    }
    const drafts = drafted(this.layers, before);
    const taken = this.#take(layers, messages, { unsent, shown, before: drafts });
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
    for (const { id, review, draft } of this.layers)
      if (draft !== null)
        this.#options.adrift({ id, review, version: unsent.length === 0 ? version : null, delta: draft });
    if (version !== null) this.#turn([], unsent);
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
    return this.#edits.edit(edit, view);
  }

  /** Where in the view a character would stand that is typed at `position`: the caret goes there before it is drawn. */
  typingPlace(position: number, view: () => Delta): number {
    return this.#edits.typingPlace(position, view);
  }

  /** The user's selection in the view; the others are told its place in the text. */
  setSelection(range: Range | null): void {
    this.#options.client().setSelection(range === null ? null : this.down(range));
  }

  /** A range of the view as a place in the text. */
  down(range: Range): Range {
    return this.#shown.places.down(range);
  }

  /** A range of the text as a place in the view, such as the selection of another. */
  up(range: Range): Range {
    return this.#shown.places.up(range);
  }

  /** The next suggested typing begins a new suggestion. */
  begin(): void {
    this.#shown.names.begin();
  }

  /** What may be sent now. Nothing while operations are unacknowledged: a draft may be on text that they insert. */
  get unsent(): Draft[] {
    const { version, unsent } = this.#options.client();
    if (unsent.length > 0 || version === null) return [];
    return this.layers.flatMap(({ id, review, draft, sent }) =>
      draft === null || sent !== null || (review === 0 && !id.startsWith(DRAFT))
        ? []
        : [{ id, review, version, delta: draft }],
    );
  }

  /** Forgets what the user typed of a suggestion and the server does not have. */
  drop(id: string): void {
    const { unsent } = this.#options.client();
    const layers = this.layers.map((layer) =>
      layer.id === id ? { ...layer, draft: null, sent: null } : layer,
    );
    this.#turn(
      layers.filter((layer) => !isNothing(layer)),
      unsent,
    );
  }

  /** A draft of `unsent` is being sent. */
  sending(id: string): void {
    this.#shown.change(id, (layer) => ({ ...layer, sent: layer.draft, takenAs: null }));
  }

  /** It was not taken, or no one knows: it is among `unsent` again. */
  refused(id: string): void {
    this.#shown.change(id, (layer) => ({ ...layer, sent: null }));
    this.#shown.replace(this.layers.filter((layer) => !isNothing(layer)));
  }

  /**
   * The server took what was sent for `id`, and calls it `name`; `review` is the number of that change. Its frame may
   * have come before, or comes later.
   */
  taken(id: string, name: string, review = 0): void {
    const { unsent } = this.#options.client();
    const layers = takeAnswer(this.layers, { id, name, review }, this.#shown.names, unsent);
    if (layers !== null) this.#turn(layers, unsent);
  }

  /** The server lets no one type into it: what was typed is a suggestion of its own, and so is what will be. */
  closed(id: string): void {
    const { unsent } = this.#options.client();
    const layers = closeLayer(this.layers, id, this.#shown.names, unsent);
    if (layers !== null) this.#turn(layers, unsent);
  }

  #startOver(): void {
    const { version, unsent } = this.#options.client();
    this.#frames.forget();
    if (version === null) return;
    this.#turn(
      this.layers.filter(({ draft }) => draft !== null),
      unsent,
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
    const before = drafted(this.layers, unsent);
    this.#turn(this.#take(this.layers, messages, { unsent, shown: null, before }), unsent);
  }

  #take(
    layers: readonly Layer[],
    messages: readonly ReviewMessage[],
    of: Pick<Taking, 'unsent' | 'shown' | 'before'>,
  ): readonly Layer[] {
    const taking: Taking = {
      ...of,
      userId: this.#options.userId,
      renamed: (from, to) => this.#shown.names.rename(from, to),
      newId: () => this.#shown.names.make(),
      ended: (id) => this.layers.some(({ sent }) => sent !== null) && this.#shown.names.end(id),
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
    const change = viewChange(this.over, over, shown, accepted);
    if (change.length > 0) this.#options.editor.apply(change);
    this.#shown.show(ordered, over);
  }
}
