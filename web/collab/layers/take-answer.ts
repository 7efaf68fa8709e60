import type { Delta } from '../../../src/ot/op.ts';
import { isNothing, type Layer, redrafted, shownDelta } from './layer.ts';
import type { OwnNames } from './own-names.ts';

/**
 * The layers after the server's answer that it took what was sent for `id` as change `review`, and calls it `name`; null
 * when no one waits for that. The frame that tells it may have come before, or comes later.
 */
export function takeAnswer(
  layers: readonly Layer[],
  { id, name, review }: { id: string; name: string; review: number },
  names: OwnNames,
  unsent: readonly Delta[],
): readonly Layer[] | null {
  const sent = layers.find((layer) => layer.id === id);
  if (sent === undefined || sent.sent === null) return null;
  const own = { ...sent, takenAs: review };
  const others = layers.filter((layer) => layer !== sent);
  const told = others.find((layer) => layer.id === name);
  const isEnded = told === undefined && id !== name && names.hasEnded(name);
  if (told === undefined && !isEnded) {
    if (id !== name) names.rename(id, name);
    return [...others, { ...own, id: name }];
  }
  // It was told before it was known to be this one: what was typed since lies over that.
  const now = told?.id ?? names.make();
  names.rename(id, now);
  const onto = told === undefined ? [] : shownDelta(told, unsent);
  const draft = redrafted({ ...own, draft: own.draft ?? [] }, onto, null);
  // Null means that nothing more is to be typed over what is shown, which may be a draft itself.
  if (told !== undefined)
    return others.map((layer) => (layer === told ? { ...told, draft: draft ?? told.draft } : layer));
  const rest = { ...own, id: now, told: null, draft, sent: null, takenAs: null };
  return isNothing(rest) ? others : [...others, rest];
}
