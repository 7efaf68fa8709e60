import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { zipped } from '../../../src/features/users/export.ts';

test('an archive is read as fast as it is taken: a slow reader keeps the rows of a long file waiting', async () => {
  let given = 0;
  const PIECES = 80;
  const random = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(8_192)), (n) => String.fromCharCode(32 + (n % 95))).join(
      '',
    );
  async function* pieces() {
    for (let i = 0; i < PIECES; i++, given++) yield random();
  }
  async function* files() {
    yield { path: 'long.json', pieces: pieces() };
    yield { path: 'short.json', pieces: pieces() };
  }
  const reader = zipped(files()).getReader();
  const chunks: Uint8Array[] = [];
  for (let i = 0; i < 5; i++) chunks.push((await reader.read()).value as Uint8Array);
  expect(given).toBeLessThan(PIECES / 2);
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
  const archive = unzipSync(
    new Uint8Array(await new Response(new Blob(chunks as Uint8Array<ArrayBuffer>[]).stream()).arrayBuffer()),
  );
  expect(Object.keys(archive)).toEqual(['long.json', 'short.json']);
  expect(archive['long.json']?.length).toBe(PIECES * 8_192);
});
