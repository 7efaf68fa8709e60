import { describe, expect, test } from 'vitest';
import { readImage } from '../../../src/base/images/read-image.ts';
import { png } from '../../support/images.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';
import { IMAGES } from './samples.ts';

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

describe('the header of an image', () => {
  test.each(IMAGES)('of a %s says its size', (_, type, width, height, base64) => {
    expect(readImage(bytesOf(base64))).toEqual({ type, width, height });
    // Also where the bytes are a part of a larger buffer.
    const larger = new Uint8Array([1, 2, 3, ...bytesOf(base64)]);
    expect(readImage(larger.subarray(3))).toEqual({ type, width, height });
  });

  test.each(IMAGES)('of a %s that is cut off anywhere gives its size or nothing, and ends', (_, ...image) => {
    const [type, width, height, base64] = image;
    const bytes = bytesOf(base64);
    let refused = 0;
    for (let length = 0; length < bytes.length; length++) {
      const read = readImage(bytes.subarray(0, length));
      if (read === null) refused++;
      else expect(read).toEqual({ type, width, height });
    }
    expect(refused).toBeGreaterThanOrEqual(10);
  });

  test('with any bytes changed is read in no time, and gives whole numbers or nothing', () => {
    forSeeds(400, (seed) => {
      const random = new Random(seed);
      const [, , , , base64] = random.pick(IMAGES);
      const bytes = bytesOf(base64);
      for (let i = random.int(8); i >= 0; i--) bytes[random.int(bytes.length)] = random.int(256);
      const read = readImage(bytes);
      if (read === null) return;
      expect(Number.isSafeInteger(read.width * read.height) && read.width > 0 && read.height > 0).toBe(true);
    });
  });

  test('of other files is none', () => {
    const text = (words: string) => new TextEncoder().encode(words);
    for (const bytes of [
      new Uint8Array(),
      text('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'),
      text('GIF89'),
      text('RIFF\0\0\0\0WAVEfmt '),
      text('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'),
      text('%PDF-1.7'),
      png(0, 5),
      png(5, 0x80000000),
    ])
      expect(readImage(bytes)).toBe(null);
  });

  test('with many boxes or properties costs no more than its length', () => {
    const base64 = IMAGES.find(([name]) => name === 'AVIF')?.[4] ?? '';
    const bytes = bytesOf(base64);
    const at = Buffer.from(bytes).indexOf('ipma');
    new DataView(bytes.buffer).setUint32(at + 8, 0xffffffff);
    const started = performance.now();
    readImage(bytes);
    const boxes = new Uint8Array(10 * 1024 * 1024);
    boxes.set(bytesOf(base64).subarray(0, 32));
    for (let i = 32; i + 8 <= boxes.length; i += 8) boxes[i + 3] = 8;
    expect(readImage(boxes)).toBe(null);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
