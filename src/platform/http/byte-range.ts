/** Part of a body: its first and its last byte. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * What a `Range` header asks of a body of `size` bytes: one range, or `unsatisfiable` when none of it exists. Null
 * when the header is ignored and the whole body is sent: no header, another unit, several ranges, or nonsense (RFC
 * 9110 14.2).
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header?.replaceAll(/\s/g, '') ?? '');
  if (match === null) return null;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return null;
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return null;
  if (first >= size) return 'unsatisfiable';
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}
