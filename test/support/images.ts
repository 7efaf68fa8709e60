/** The header of a PNG of this size, and some bytes after it: enough for all that reads no pixel. */
export function png(width: number, height: number, rest: readonly number[] = []): Uint8Array {
  const bytes = new Uint8Array(33 + rest.length);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  bytes.set(rest, 33);
  return bytes;
}
