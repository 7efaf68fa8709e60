// Four tables, so that four bytes are taken at once.
const TABLES = ((): readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array] => {
  const tables = [0, 1, 2, 3].map(() => new Uint32Array(256)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    tables[0][byte] = value;
  }
  for (let table = 1; table < 4; table++)
    for (let byte = 0; byte < 256; byte++) {
      const before = (tables[table - 1] as Uint32Array)[byte] as number;
      (tables[table] as Uint32Array)[byte] = (before >>> 8) ^ (tables[0][before & 0xff] as number);
    }
  return tables;
})();

/** The CRC-32 of `bytes` (ISO 3309), continued from that of what precedes them. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const [first, second, third, fourth] = TABLES;
  let crc = ~before;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    crc =
      (fourth[crc & 0xff] as number) ^
      (third[(crc >>> 8) & 0xff] as number) ^
      (second[(crc >>> 16) & 0xff] as number) ^
      (first[crc >>> 24] as number);
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ (first[(crc ^ (bytes[at] as number)) & 0xff] as number);
  return ~crc >>> 0;
}
