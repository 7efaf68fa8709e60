import type { Bytes } from './bytes.ts';
import type { ImageSize } from './read-image.ts';

/** Part of a file: a box's content. */
interface Box {
  name: string;
  start: number;
  end: number;
}

const MOST_BOXES = 10_000;

/**
 * The size of an AVIF image (ISO/IEC 23008-12): the property `ispe` of its primary item, turned by `irot`. Null for
 * other files of that family, such as HEIC and videos.
 */
export function avifSize(file: Bytes): ImageSize | null {
  const top = boxes(file, 0, file.length);
  const [type] = top;
  if (type?.name !== 'ftyp' || !isAvif(file, type)) return null;
  const meta = top.find(({ name }) => name === 'meta');
  if (meta === undefined) return null;
  // A version and flags come before the boxes in it.
  const parts = boxes(file, meta.start + 4, meta.end);
  const primary = parts.find(({ name }) => name === 'pitm');
  const properties = parts.find(({ name }) => name === 'iprp');
  if (primary === undefined || properties === undefined) return null;
  const item = file.u8(primary.start) === 0 ? file.u16(primary.start + 4) : file.u32(primary.start + 4);
  const kinds = boxes(file, properties.start, properties.end);
  const all = kinds.find(({ name }) => name === 'ipco');
  const associations = kinds.filter(({ name }) => name === 'ipma');
  if (all === undefined) return null;
  const known = boxes(file, all.start, all.end);
  const own = associations.flatMap((box) => propertiesOf(file, box, item)).map((index) => known[index - 1]);
  const extent = own.find((box) => box?.name === 'ispe');
  if (extent === undefined) return null;
  const [width, height] = [file.u32(extent.start + 4), file.u32(extent.start + 8)];
  const turn = own.find((box) => box?.name === 'irot');
  return turn !== undefined && file.u8(turn.start) % 2 === 1
    ? { width: height, height: width }
    : { width, height };
}

function isAvif(file: Bytes, { start, end }: Box): boolean {
  // The major brand, a version, the compatible brands.
  for (let at = start; at < end; at += at === start ? 8 : 4) {
    if (/^avi[fs]$/.test(file.name(at))) return true;
  }
  return false;
}

function boxes(file: Bytes, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= to && found.length < MOST_BOXES; ) {
    const size = file.u32(at);
    // 1: the size follows in 64 bits; 0: up to the end.
    const long = size === 1;
    const length = long ? file.u32(at + 8) * 2 ** 32 + file.u32(at + 12) : size === 0 ? to - at : size;
    const head = long ? 16 : 8;
    if (!(length >= head) || at + length > to) break;
    found.push({ name: file.name(at + 4), start: at + head, end: at + length });
    at += length;
  }
  return found;
}

// The properties of an item, as places in `ipco`, counted from 1.
function propertiesOf(file: Bytes, { start, end }: Box, item: number): number[] {
  const version = file.u8(start);
  const isWide = (file.u8(start + 3) & 1) === 1;
  const count = file.u32(start + 4);
  let at = start + 8;
  for (let i = 0; i < count && at < end; i++) {
    const id = version < 1 ? file.u16(at) : file.u32(at);
    at += version < 1 ? 2 : 4;
    const properties = file.u8(at);
    at += 1;
    const indices: number[] = [];
    for (let j = 0; j < properties; j++) {
      indices.push(isWide ? file.u16(at) & 0x7fff : file.u8(at) & 0x7f);
      at += isWide ? 2 : 1;
    }
    if (id === item) return indices;
  }
  return [];
}
