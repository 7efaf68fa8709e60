import type { Bytes } from './bytes.ts';
import type { ImageSize } from './read-image.ts';

/**
 * The size of a JPEG (ITU T.81, B.2), from its first frame header. Its Exif orientation may lay it on its side, as
 * browsers show it.
 */
export function jpegSize(file: Bytes): ImageSize | null {
  let turned = false;
  for (let at = 2; at < file.length; ) {
    if (file.u8(at) !== 0xff) return null;
    const marker = file.u8(at + 1);
    // Fill bytes, and markers without a segment.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else {
      const length = file.u16(at + 2);
      if (!(length >= 2)) return null;
      if (isFrame(marker)) {
        const [height, width] = [file.u16(at + 5), file.u16(at + 7)];
        return turned ? { width: height, height: width } : { width, height };
      }
      // The scan: there was no frame header before it.
      if (marker === 0xda || marker === 0xd9) return null;
      if (marker === 0xe1 && file.name(at + 4, 6) === 'Exif\0\0') turned = isTurned(file, at + 10);
      at += 2 + length;
    }
  }
  return null;
}

// C4, C8 and CC are tables and an extension.
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

const ORIENTATION = 0x0112;
const MOST_TAGS = 1_000;

// Orientations 5 to 8 swap width and height.
function isTurned(file: Bytes, tiff: number): boolean {
  const order = file.name(tiff, 2);
  if (order !== 'II' && order !== 'MM') return false;
  const littleEndian = order === 'II';
  const directory = tiff + file.u32(tiff + 4, littleEndian);
  const tags = Math.min(file.u16(directory, littleEndian), MOST_TAGS);
  for (let i = 0; i < tags; i++) {
    const tag = directory + 2 + i * 12;
    if (file.u16(tag, littleEndian) === ORIENTATION) return file.u16(tag + 8, littleEndian) >= 5;
  }
  return false;
}
