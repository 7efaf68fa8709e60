import { type Color, contrast, fromLinear, luminance, over, toHex, vividness, WHITE } from './color.ts';
import { parseColor } from './parse-color.ts';

/** What a colour of a document is for. */
export type Use = 'text' | 'highlight';
/** The two looks of a page. */
export type Theme = 'light' | 'dark';

/**
 * How light things are on the page of each theme. Every text is at least so far from every highlight that their
 * contrast is 4.5 (WCAG 2, AA): then no pair needs to be looked at, however runs lie within each other.
 */
const BOUNDS = {
  light: { page: 1, text: 0.132, highlight: 0.792 },
  dark: { page: 0.0128, text: 0.412, highlight: 0.05 },
} as const;

/** How light ink is on the dark page: nothing needs to be lighter. */
const INK_IN_THE_DARK = 0.82;

/**
 * The shade in which a stored colour is drawn, one a theme, as `#rrggbb`: the colour itself where it can be read there,
 * else the same hue lighter or darker. Null for what draws nothing.
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
  // As strong on the dark page as on the white one: what is nearly black there is nearly white here. A hue is not
  // washed out that far.
  const strong = contrast(luminance(over(color, WHITE)), 1) * (bounds.page + 0.05) - 0.05;
  const more = Math.max(0, Math.min(INK_IN_THE_DARK, strong) - bounds.text);
  return atLeast(opaque, bounds.text + more * (1 - vividness(color)));
}

/** The colour mixed with white until it is as light as that. */
function atLeast(color: Color, wanted: number): Color {
  const light = luminance(color);
  if (light >= wanted) return color;
  const white = (wanted - light) / (1 - light);
  const mix = (channel: number): number => channel + white * (1 - channel);
  return fromLinear(mix(color.red), mix(color.green), mix(color.blue));
}

/** The colour with as much light taken away as makes it no lighter than that. */
function atMost(color: Color, wanted: number): Color {
  const light = luminance(color);
  if (light <= wanted) return color;
  const left = wanted / light;
  return fromLinear(color.red * left, color.green * left, color.blue * left);
}
