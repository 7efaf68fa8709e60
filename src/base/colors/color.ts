/** A colour in linear light, with channels from 0 to 1: the space in which light adds up and luminance is a sum. */
export interface Color {
  red: number;
  green: number;
  blue: number;
  /** From 0 (transparent) to 1. */
  alpha: number;
}

/** Black and white, the ends of the luminance scale. */
export const WHITE: Color = { red: 1, green: 1, blue: 1, alpha: 1 };

/** A colour of sRGB-encoded channels from 0 to 1; values outside are clamped. */
export function fromEncoded(red: number, green: number, blue: number, alpha = 1): Color {
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  return {
    red: decode(clamp(red)),
    green: decode(clamp(green)),
    blue: decode(clamp(blue)),
    alpha: clamp(alpha),
  };
}

/** A colour of channels in linear light; values outside sRGB are clamped. */
export function fromLinear(red: number, green: number, blue: number, alpha = 1): Color {
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  return { red: clamp(red), green: clamp(green), blue: clamp(blue), alpha: clamp(alpha) };
}

/** The relative luminance of a colour (WCAG 2), from 0 to 1. */
export function luminance({ red, green, blue }: Color): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio of two luminances, from 1 to 21. */
export function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** The distance of a colour from grey: the spread of its sRGB-encoded channels, from 0 to 1. */
export function vividness({ red, green, blue }: Color): number {
  return encode(Math.max(red, green, blue)) - encode(Math.min(red, green, blue));
}

/** The colour that is seen where `color` lies over the opaque `ground`. Browsers mix the encoded channels. */
export function over(color: Color, ground: Color): Color {
  const mix = (a: number, b: number): number => encode(a) * color.alpha + encode(b) * (1 - color.alpha);
  return fromEncoded(
    mix(color.red, ground.red),
    mix(color.green, ground.green),
    mix(color.blue, ground.blue),
  );
}

/** `color`, without its alpha, as `#rrggbb`. */
export function toHex({ red, green, blue }: Color): string {
  const digits = (value: number): string =>
    Math.round(encode(value) * 255)
      .toString(16)
      .padStart(2, '0');
  return `#${digits(red)}${digits(green)}${digits(blue)}`;
}

function decode(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function encode(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}
