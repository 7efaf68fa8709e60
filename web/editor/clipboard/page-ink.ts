import { luminance, vividness } from '../../../src/base/colors/color.ts';
import { parseColor } from '../../../src/base/colors/parse-color.ts';
import { HIGHLIGHT } from '../../../src/formats/vocabulary.ts';
import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import type { Attributes, Delta } from '../../../src/ot/op.ts';

/**
 * The distance from grey from which a colour counts as vivid: no page sets its whole text in such a colour by default.
 */
const VIVID = 0.5;
/**
 * Up to this distance from grey a colour counts as grey; near black and near white lie within the same distance of
 * black and white.
 */
const GREY = 0.1;
const NEARLY_BLACK = 0.06;
const NEARLY_WHITE = 0.75;

/**
 * Pasted text without the colours that carry no meaning: near black and near white, and the ink of the source page,
 * which is the most frequent colour of its text, and of its links. Browsers put computed styles on the clipboard.
 */
export function withoutInk(ops: Delta): Delta {
  const inks = [inkOf(ops, false), inkOf(ops, true)];
  const built = new DeltaBuilder();
  for (const op of ops) {
    if (!('insert' in op)) continue;
    const { color, background, ...rest } = op.attributes ?? {};
    const kept: Attributes = rest;
    if (color !== undefined && !saysNothing(color) && color !== inks[isLink(rest) ? 1 : 0])
      kept.color = color;
    if (background !== undefined && (background === HIGHLIGHT || !saysNothing(background)))
      kept.background = background;
    built.insert(op.insert, Object.keys(kept).length > 0 ? kept : undefined);
  }
  return built.finish();
}

/** The most frequent colour of the text, or of the links; null when there is none, or when it may be intended. */
function inkOf(ops: Delta, ofLinks: boolean): string | null {
  const counts = new Map<string | null, number>();
  for (const op of ops) {
    if (!('insert' in op) || typeof op.insert !== 'string') continue;
    if (isLink(op.attributes ?? {}) !== ofLinks) continue;
    const letters = op.insert.replace(/\s+/g, '').length;
    const color = typeof op.attributes?.color === 'string' ? op.attributes.color : null;
    if (letters > 0) counts.set(color, (counts.get(color) ?? 0) + letters);
  }
  const [ink] = [...counts].reduce<[string | null, number]>(
    (most, next) => (next[1] > most[1] ? next : most),
    [null, 0],
  );
  // A few words in a single vivid colour are not a page's ink: a user coloured them.
  const parsed = ink !== null && counts.size === 1 && !ofLinks ? parseColor(ink) : null;
  return parsed !== null && vividness(parsed) >= VIVID ? null : ink;
}

function saysNothing(value: Attributes[string]): boolean {
  const color = typeof value === 'string' ? parseColor(value) : null;
  if (color === null || color.alpha === 0) return true;
  const light = luminance(color);
  return vividness(color) <= GREY && (light <= NEARLY_BLACK || light >= NEARLY_WHITE);
}

function isLink(attributes: Attributes): boolean {
  return attributes.link !== undefined;
}
