import {
  type Color,
  contrast,
  fromLinear,
  luminance,
  over,
  toHex,
  vividness,
  WHITE,
} from '../../../src/base/colors/color.ts';
import { parseColor } from '../../../src/base/colors/parse-color.ts';

/** The use of a colour in a document. */
export type Use = 'text' | 'highlight';
/** The two themes of a page. */
export type Theme = 'light' | 'dark';

/**
 * Bounds of luminance for each theme. Every text is far enough from every highlight for a contrast of 4.5 (WCAG 2, AA),
 * so no pair needs to be checked, however runs overlap.
 */
const BOUNDS = {
  light: { page: 1, text: 0.132, highlight: 0.792 },
  dark: { page: 0.0128, text: 0.412, highlight: 0.05 },
} as const;

/** The luminance of ink on the dark page: nothing needs to be lighter. */
const INK_IN_THE_DARK = 0.82;

/**
 * The shade in which a stored colour is drawn in each theme, as `#rrggbb`: the colour itself where it is readable, else
 * the same hue lighter or darker. Null for a value that draws nothing.
 */
export function readable(value: string, use: Use): Record<Theme, string> | null {
  const color = parseColor(value);
  if (color === null || color.alpha === 0) return null;
  return { light: toHex(shade(color, use, 'light')), dark: toHex(shade(color, use, 'dark')) };
}

function shade(color: Color, use: Use, theme: Theme): Color {
  const bounds = BOUNDS[theme];
  const opaque = over(color, fromLinear(bounds.page, bounds.page, bounds.page));
  if (theme === 'light') {
    return use === 'text' ? atMost(opaque, bounds.text) : atLeast(opaque, bounds.highlight);
  }
  if (use === 'highlight') return atMost(opaque, bounds.highlight);
  if (luminance(opaque) >= bounds.text) return opaque;
  // Keeps the contrast that the colour has on the white page: near black there is near white here. A hue is not
  // lightened as far as that.
  const strong = contrast(luminance(over(color, WHITE)), 1) * (bounds.page + 0.05) - 0.05;
  const more = Math.max(0, Math.min(INK_IN_THE_DARK, strong) - bounds.text);
  return atLeast(opaque, bounds.text + more * (1 - vividness(color)));
}

/** The colour mixed with white until it reaches this luminance. */
function atLeast(color: Color, wanted: number): Color {
  const light = luminance(color);
  if (light >= wanted) return color;
  const white = (wanted - light) / (1 - light);
  const mix = (channel: number): number => channel + white * (1 - channel);
  return fromLinear(mix(color.red), mix(color.green), mix(color.blue));
}

/** The colour dimmed until it is at most of this luminance. */
function atMost(color: Color, wanted: number): Color {
  const light = luminance(color);
  if (light <= wanted) return color;
  const left = wanted / light;
  return fromLinear(color.red * left, color.green * left, color.blue * left);
}
