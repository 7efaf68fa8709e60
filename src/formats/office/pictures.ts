import { readImage } from '../../base/images/read-image.ts';
import { EMBEDS } from '../../ot/formats.ts';
import type { Attributes, Embed } from '../../ot/op.ts';
import { isShortText, MAX_VALUE_LENGTH } from '../../ot/values.ts';
import type { PlaceImage } from '../imported.ts';
import type { Warnings } from '../warnings.ts';
import type { ZipEntry } from '../zip/unzip.ts';

/** A picture of the file that a document may have. */
export interface PlacedPicture {
  readonly address: string;
  /** Whether its bytes are in the file. */
  readonly isInside: boolean;
  /** In pixels; null where that is not known. */
  readonly width: number | null;
}

/** What a drawing says of its picture. */
export interface PictureFacts {
  readonly alt: string | null;
  /** As it is shown, in pixels; null where that is not said. */
  readonly width: number | null;
  /** The width and the height as we wrote them, '' for none; null in a drawing that is not ours. */
  readonly exact: Attributes | null;
}

// A longer one is no upload (protocol/quotas.ts); it is not expanded to find that out.
const LONGEST_PICTURE = 16 * 1024 * 1024;

/** A picture that is not in the file; null for an address that no document may have. */
export function pictureElsewhere(address: string, docId: string | null): PlacedPicture | null {
  return EMBEDS.get('image')?.fit(address, docId) === address
    ? { address, isInside: false, width: null }
    : null;
}

/** A picture of the file; null for one that a document may not have. */
export async function pictureInside(
  part: ZipEntry | null,
  placeImage: PlaceImage,
): Promise<PlacedPicture | null> {
  if (part === null || part.size > LONGEST_PICTURE) return null;
  const bytes = part.bytes();
  const image = readImage(bytes);
  if (image === null) return null;
  const address = await placeImage(bytes);
  return address === null ? null : { address, isInside: true, width: image.width };
}

/** A picture as an embed, with its description and its size. */
export function pictureEmbed(
  picture: PlacedPicture,
  { alt, width, exact }: PictureFacts,
  warnings: Warnings,
): { insert: Embed; attributes: Attributes } {
  const attributes = exact === null ? sizeOf(picture, width) : exactSize(exact);
  const described = descriptionOf(alt, warnings);
  if (described !== '') attributes.alt = described;
  return { insert: { image: picture.address }, attributes };
}

/** A description as a document may have it; '' for none. */
export function descriptionOf(alt: string | null, warnings: Warnings): string {
  const text = alt ?? '';
  if (text.length <= MAX_VALUE_LENGTH) return text;
  warnings.add('shortened');
  return text.slice(0, MAX_VALUE_LENGTH).toWellFormed();
}

function exactSize(exact: Attributes): Attributes {
  return Object.fromEntries(Object.entries(exact).filter(([, value]) => value !== '' && isShortText(value)));
}

function sizeOf(picture: PlacedPicture, width: number | null): Attributes {
  const shown = width === null ? 0 : Math.round(width);
  return shown > 0 && shown !== picture.width ? { width: String(shown) } : {};
}
