import { sameDelta } from '../../../src/ot/canonical.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { ReviewMessage, Suggestion } from '../../../src/protocol/review.ts';
import { carried, DRAFT, type Drafted, type Layer, newLayer, redrafted } from './layer.ts';

/** What the layers are of, when a review frame is taken. */
export interface Taking {
  userId: string;
  /** What is unacknowledged after this turn. */
  unsent: readonly Delta[];
  /** The change of the shown text in the same turn; null for none. */
  shown: Delta | null;
  /** The own layers with unsent typing, on the shown text before this turn, by id; what is taken leaves it. */
  before: Map<string, Drafted>;
  /** A layer has another id from now on. */
  renamed(from: string, to: string): void;
  /** An own suggestion is decided; a draft that was sent may turn out to be it, though it was shown apart and typed into. */
  ended(id: string): void;
  /** An id for an own layer that the server does not have. */
  newId(): string;
}

/** The layers after a review frame, whose suggestions are on the received text. */
export function takeReview(layers: readonly Layer[], message: ReviewMessage, taking: Taking): Layer[] {
  const kept = layers.filter(({ id }) => !message.removed.includes(id));
  return message.suggestions.reduce<Layer[]>((all, suggestion) => takeOne(all, suggestion, taking), kept);
}

function takeOne(layers: readonly Layer[], told: Suggestion, taking: Taking): Layer[] {
  const isOwn = told.author.id === taking.userId;
  const isOpen = told.status === 'open' && told.delta.length > 0;
  // One that is decided has no content to know it by.
  const known =
    layers.find(({ id }) => id === told.id) ?? (isOwn && isOpen ? created(layers, told, taking) : undefined);
  // What the server has answered since is still to be told.
  if (known !== undefined && Math.max(known.review, known.takenAs ?? 0) > told.review) return [...layers];
  const others = layers.filter((layer) => layer !== known);
  const { id, createdAt, review } = told;
  const base = isOpen ? told.delta : [];
  const draft = known === undefined ? null : draftOver(known, carried(base, taking.unsent), taking);
  if (known !== undefined && known.id !== id) taking.renamed(known.id, id);
  if (isOpen)
    return [
      ...others,
      {
        ...{ id, createdAt, review, isOwn, told, base, draft },
        isClosed: known?.isClosed ?? false,
        sent: null,
        takenAs: null,
      },
    ];
  if (isOwn) taking.ended(id);
  if (known === undefined || draft === null || draft.length === 0) return others;
  // It is decided, and its author had typed more: that is a suggestion of its own now.
  const rest = { ...newLayer(taking.newId()), base, draft };
  taking.renamed(id, rest.id);
  return [...others, rest];
}

// The frame of a new suggestion may come before the answer that names it.
function created(layers: readonly Layer[], told: Suggestion, taking: Taking): Layer | undefined {
  const delta = carried(told.delta, taking.unsent);
  return layers.find(({ id, sent }) => id.startsWith(DRAFT) && sent !== null && sameDelta(sent, delta));
}

function draftOver(known: Layer, told: Delta, taking: Taking): Delta | null {
  const before = taking.before.get(known.id);
  taking.before.delete(known.id);
  if (before !== undefined) return redrafted(before, told, taking.shown);
  if (known.draft === null) return null;
  const { draft } = known;
  return redrafted({ ...known, base: carried(known.base, taking.unsent), draft }, told, null);
}
