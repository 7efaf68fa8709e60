const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const NONE = 0xff;
const VALUES = new Uint8Array(256).fill(NONE);
for (const [value, sign] of [...ALPHABET].entries()) VALUES[sign.charCodeAt(0)] = value;
const [PERCENT, PADDING] = [0x25, 0x3d];

/**
 * What base64 says, given as the bytes of its signs, of which some may be percent-encoded. Null for what is none, is cut
 * off, or says more than `most` bytes.
 */
export function base64Bytes(signs: Uint8Array, most: number): Uint8Array | null {
  const plain = signs.includes(PERCENT) ? unescaped(signs) : signs;
  if (plain === null) return null;
  let length = plain.length;
  while (length > 0 && plain.length - length < 2 && plain[length - 1] === PADDING) length--;
  const size = Math.floor((length * 3) / 4);
  if (size > most || length % 4 === 1) return null;
  const bytes = new Uint8Array(size);
  let [held, bits, to] = [0, 0, 0];
  for (let at = 0; at < length; at++) {
    const value = VALUES[plain[at] as number] as number;
    if (value === NONE) return null;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[to++] = held >> bits;
  }
  return bytes;
}

// `%2B` and the like.
function unescaped(signs: Uint8Array): Uint8Array | null {
  const plain = new Uint8Array(signs.length);
  let to = 0;
  for (let at = 0; at < signs.length; at++) {
    const sign = signs[at] as number;
    if (sign !== PERCENT) {
      plain[to++] = sign;
      continue;
    }
    const hex = String.fromCharCode(signs[at + 1] ?? 0, signs[at + 2] ?? 0);
    if (!/^[0-9a-f]{2}$/i.test(hex)) return null;
    plain[to++] = Number.parseInt(hex, 16);
    at += 2;
  }
  return plain.subarray(0, to);
}
