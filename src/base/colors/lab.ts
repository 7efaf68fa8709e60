import { type Color, fromLinear } from './color.ts';

/** The white that CIE Lab is relative to, D50. */
const D50 = [0.9642956764, 1, 0.8251046025] as const;

/** A colour of CIE Lab, as in CSS's `lab()`: lightness from 0 to 100. */
export function fromLab(lightness: number, a: number, b: number, alpha: number): Color {
  const y = (lightness + 16) / 116;
  const linear = (value: number): number =>
    value ** 3 > 216 / 24389 ? value ** 3 : (116 * value - 16) / (24389 / 27);
  const [x50, y50, z50] = [linear(y + a / 500) * D50[0], linear(y) * D50[1], linear(y - b / 200) * D50[2]];
  // From XYZ relative to D50 straight to linear sRGB, which is relative to D65.
  return fromLinear(
    3.1341359 * x50 - 1.6173863 * y50 - 0.4906619 * z50,
    -0.978795 * x50 + 1.9161415 * y50 + 0.0334472 * z50,
    0.0719553 * x50 - 0.2289769 * y50 + 1.4053861 * z50,
    alpha,
  );
}

/** A colour of Oklab, as in CSS's `oklab()`: lightness from 0 to 1. */
export function fromOklab(lightness: number, a: number, b: number, alpha: number): Color {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return fromLinear(
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    alpha,
  );
}
