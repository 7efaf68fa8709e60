import { amendOver } from '../../../src/ot/suggestions/amend.ts';
import { carried, type Layer, newLayer } from './layer.ts';
import type { OwnNames } from './own-names.ts';

/**
 * The layers when the server lets no one type into `id`: it is as the server has it, and what its author has typed into
 * it is a suggestion of its own, which takes what an undo stack brings back too. Null when there is no such layer.
 */
export function closeLayer(
  layers: readonly Layer[],
  id: string,
  names: OwnNames,
  unsent: Parameters<typeof carried>[1],
): readonly Layer[] | null {
  const open = layers.find((layer) => layer.id === id);
  if (open === undefined) return null;
  const closed = { ...open, isClosed: true, draft: null, sent: null, takenAs: null };
  const others = layers.map((layer) => (layer === open ? closed : layer));
  const rest = newLayer(names.make());
  names.rename(id, rest.id);
  const draft = open.draft === null ? [] : amendOver(carried(open.base, unsent), open.draft, [], null);
  if (draft.length > 0) return [...others, { ...rest, draft }];
  names.left(rest.id);
  return others;
}
