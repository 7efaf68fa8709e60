import { avifSize } from './avif.ts';
import { Bytes } from './bytes.ts';
import { jpegSize } from './jpeg.ts';

/** The media types of images that can be uploaded. SVG is not among them: it can hold scripts and load other files. */
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'] as const;

/** One of them. */
export type ImageType = (typeof IMAGE_TYPES)[number];

/** Width and height as an image is shown, in pixels. */
export interface ImageSize {
  width: number;
  height: number;
}

/** The most pixels that an image may have: each reader's browser holds four bytes of each. */
export const MOST_PIXELS = 100_000_000;

/** Whether a word is a media type of images that can be uploaded. */
export function isImageType(type: string): type is ImageType {
  return (IMAGE_TYPES as readonly string[]).includes(type);
}

/**
 * What the header of these bytes says about the image; null when they are no image of these types, or its header is
 * cut off or contradicts itself. Reads no pixel, and takes a time that grows with the header only.
 */
export function readImage(bytes: Uint8Array): (ImageSize & { type: ImageType }) | null {
  const file = new Bytes(bytes);
  for (const [type, isOne, sizeOf] of READERS) {
    if (!isOne(file)) continue;
    const size = sizeOf(file);
    return size !== null && size.width > 0 && size.height > 0 ? { type, ...size } : null;
  }
  return null;
}

type Reader = [ImageType, (file: Bytes) => boolean, (file: Bytes) => ImageSize | null];

const READERS: readonly Reader[] = [
  ['image/png', (file) => file.name(0, 8) === '\x89PNG\r\n\x1a\n', pngSize],
  ['image/jpeg', (file) => file.name(0, 3) === '\xff\xd8\xff', jpegSize],
  ['image/gif', (file) => /^GIF8[79]a$/.test(file.name(0, 6)), gifSize],
  ['image/webp', (file) => file.name(0) === 'RIFF' && file.name(8) === 'WEBP', webpSize],
  ['image/avif', (file) => file.name(4) === 'ftyp', avifSize],
];

// PNG 1.2, 11.2.2: the first chunk is IHDR, of 13 bytes.
function pngSize(file: Bytes): ImageSize | null {
  if (file.u32(8) !== 13 || file.name(12) !== 'IHDR') return null;
  const [width, height] = [file.u32(16), file.u32(20)];
  return width < 0x80000000 && height < 0x80000000 ? { width, height } : null;
}

function gifSize(file: Bytes): ImageSize {
  return { width: file.u16(6, true), height: file.u16(8, true) };
}

// RFC 9649: one of three first chunks.
function webpSize(file: Bytes): ImageSize | null {
  switch (file.name(12)) {
    case 'VP8X':
      return { width: file.u24(24) + 1, height: file.u24(27) + 1 };
    case 'VP8L': {
      if (file.u8(20) !== 0x2f) return null;
      const bits = file.u32(21, true);
      // A bitwise operation would make 0 of what is cut off.
      if (Number.isNaN(bits)) return null;
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ': {
      const isKeyFrame = (file.u8(20) & 1) === 0;
      if (!isKeyFrame || file.name(23, 3) !== '\x9d\x01\x2a') return null;
      return { width: file.u16(26, true) & 0x3fff, height: file.u16(28, true) & 0x3fff };
    }
    default:
      return null;
  }
}
