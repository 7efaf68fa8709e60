import { type Color, fromEncoded, fromLinear, over, toHex, WHITE } from './color.ts';
import { COLOR_NAMES } from './color-names.ts';
import { fromLab, fromOklab } from './lab.ts';

const HEX = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/;
const FUNCTION = /^(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(([^()]*)\)$/;
const DEGREES: Record<string, number> = { deg: 1, grad: 0.9, rad: 180 / Math.PI, turn: 360 };

/**
 * Parses a CSS colour; null for keywords without a colour of their own (`inherit`, `currentcolor`, system colours) and
 * for anything else.
 */
export function parseColor(text: string): Color | null {
  const value = text.trim().toLowerCase();
  if (value === 'transparent') return fromEncoded(0, 0, 0, 0);
  const hex = HEX.exec(COLOR_NAMES.get(value) ?? value)?.[1];
  if (hex !== undefined) return fromHex(hex);
  const [, name, content] = FUNCTION.exec(value) ?? [];
  if (name === undefined || content === undefined) return null;
  const parts = content.replace(/[,/]/g, ' ').trim().split(/\s+/);
  const space = name === 'color' ? parts.shift() : null;
  if (parts.length !== 3 && parts.length !== 4) return null;
  const [a, b, c, alpha] = parts.map(readNumber) as [Part, Part, Part, Part | undefined];
  if (![a, b, c].every(isPart) || (alpha !== undefined && !isPart(alpha))) return null;
  return fromFunction(space ?? name, [a, b, c], alpha === undefined ? 1 : scaled(alpha, 1));
}

/**
 * A colour in the form of documents, `#rrggbb`: a translucent one as it looks on white. Null when `parseColor` returns
 * null.
 */
export function colorHex(value: unknown): string | null {
  const color = typeof value === 'string' ? parseColor(value) : null;
  return color === null || color.alpha === 0 ? null : toHex(over(color, WHITE));
}

interface Part {
  number: number;
  unit: string;
}

function readNumber(text: string): Part {
  if (text === 'none') return { number: 0, unit: '' };
  const [, digits, unit] =
    /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(%|deg|grad|rad|turn)?$/.exec(text) ?? [];
  return { number: digits === undefined ? Number.NaN : Number(digits), unit: unit ?? '' };
}

function isPart(part: Part): boolean {
  return Number.isFinite(part.number);
}

/** A percentage as a share of `full`; a plain number unchanged. */
function scaled({ number, unit }: Part, full: number): number {
  return unit === '%' ? (number / 100) * full : number;
}

function fromFunction(name: string, [a, b, c]: [Part, Part, Part], alpha: number): Color | null {
  switch (name) {
    case 'rgb':
    case 'rgba':
      return fromEncoded(scaled(a, 255) / 255, scaled(b, 255) / 255, scaled(c, 255) / 255, alpha);
    case 'srgb':
      return fromEncoded(scaled(a, 1), scaled(b, 1), scaled(c, 1), alpha);
    case 'srgb-linear':
      return fromLinear(scaled(a, 1), scaled(b, 1), scaled(c, 1), alpha);
    case 'hsl':
    case 'hsla':
      return fromHsl(hue(a), b.number / 100, c.number / 100, alpha);
    case 'hwb':
      return fromHwb(hue(a), b.number / 100, c.number / 100, alpha);
    case 'lab':
      return fromLab(a.number, scaled(b, 125), scaled(c, 125), alpha);
    case 'lch':
      return fromLab(a.number, ...polar(scaled(b, 150), hue(c)), alpha);
    case 'oklab':
      return fromOklab(scaled(a, 1), scaled(b, 0.4), scaled(c, 0.4), alpha);
    case 'oklch':
      return fromOklab(scaled(a, 1), ...polar(scaled(b, 0.4), hue(c)), alpha);
    default:
      return null;
  }
}

function fromHex(digits: string): Color {
  const size = digits.length > 4 ? 2 : 1;
  const channel = (index: number): number =>
    Number.parseInt(digits.slice(index * size, (index + 1) * size).padEnd(2, digits[index]), 16) / 255;
  return fromEncoded(channel(0), channel(1), channel(2), digits.length === 4 * size ? channel(3) : 1);
}

function hue({ number, unit }: Part): number {
  return number * (DEGREES[unit] ?? 1);
}

function polar(radius: number, degrees: number): [number, number] {
  const angle = (degrees * Math.PI) / 180;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

function fromHsl(degrees: number, saturation: number, lightness: number, alpha: number): Color {
  const reach = Math.min(1, Math.max(0, saturation)) * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const at = (((offset + degrees / 30) % 12) + 12) % 12;
    return lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1));
  };
  return fromEncoded(channel(0), channel(8), channel(4), alpha);
}

function fromHwb(degrees: number, white: number, black: number, alpha: number): Color {
  if (white + black >= 1) {
    const grey = white / (white + black);
    return fromEncoded(grey, grey, grey, alpha);
  }
  const channel = (offset: number): number => {
    const at = (((offset + degrees / 30) % 12) + 12) % 12;
    const pure = 0.5 - 0.5 * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return pure * (1 - white - black) + white;
  };
  return fromEncoded(channel(0), channel(8), channel(4), alpha);
}
