import { readImage } from '../../base/images/read-image.ts';
import type { Attributes } from '../../ot/op.ts';

/** The width of the text on a page, in pixels. */
export const PAGE_WIDTH = 602;
// Of a picture that stands elsewhere.
const UNKNOWN = { width: 400, height: 300 };

/** The size of a picture on a page, in pixels, by what is said of it and its bytes, if they are there. */
export function shownSize(
  attributes: Attributes,
  bytes: Uint8Array | null,
): { width: number; height: number } {
  const natural = (bytes === null ? null : readImage(bytes)) ?? UNKNOWN;
  const ratio = natural.height / Math.max(natural.width, 1);
  const width = Math.min(pixels(attributes.width) ?? natural.width, PAGE_WIDTH);
  const asked = pixels(attributes.height);
  const height = asked !== null && attributes.width !== undefined ? asked : width * ratio;
  return { width: Math.max(width, 1), height: Math.min(Math.max(height, 1), 20_000) };
}

function pixels(value: unknown): number | null {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)(px|%)?\s*$/.exec(String(value)) ?? [];
  if (number === undefined || Number(number) === 0) return null;
  return unit === '%' ? (PAGE_WIDTH * Number(number)) / 100 : Number(number);
}
