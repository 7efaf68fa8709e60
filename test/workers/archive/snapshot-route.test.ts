import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { snapshotUrl } from '../../../src/platform/archive/signed-url.ts';
import { call, expectProblem } from '../support/api.ts';
import { written } from '../support/archived.ts';
import { deliver } from '../support/queue.ts';

async function snapshotPathOf(docId: string, generation = 0): Promise<string> {
  return snapshotUrl('', { docId, version: 1, generation }, env.URL_SIGNING_KEY, Date.now());
}

// From the Document, from the archive, and from the cache.
test('a snapshot is served whole or in parts, the same from every source', async () => {
  for (const archived of [false, true]) {
    const { docId } = await written([{ insert: 'Über den Wolken\n' }]);
    if (archived) await deliver('document-snapshots', [{ docId, version: 1 }]);
    const path = await snapshotPathOf(docId);
    const whole = new TextEncoder().encode('{"version":1,"ops":[{"insert":"Über den Wolken\\n"}]}');
    const get = (headers: Record<string, string> = {}) => call(path, { headers });

    const part = await get({ Range: 'bytes=30-35' });
    expect(part.status).toBe(206);
    expect(part.headers.get('Content-Range')).toBe(`bytes 30-35/${whole.length}`);
    expect(await part.bytes()).toEqual(whole.subarray(30, 36));

    const all = await get();
    const tag = all.headers.get('ETag') as string;
    expect(all.status).toBe(200);
    expect(Object.fromEntries(all.headers)).toMatchObject({
      'cache-control': 'private, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'content-length': String(whole.length),
    });
    expect(await all.bytes()).toEqual(whole);
    expect(tag).toBe(part.headers.get('ETag'));

    const last = await get({ Range: 'bytes=-3', 'If-Range': tag });
    expect([last.status, await last.text()]).toEqual([206, '}]}']);
    const changed = await get({ Range: 'bytes=-3', 'If-Range': '"other"' });
    expect([changed.status, (await changed.bytes()).length]).toEqual([200, whole.length]);
    const beyond = await get({ Range: `bytes=${whole.length}-` });
    expect([beyond.status, beyond.headers.get('Content-Range')]).toEqual([416, `bytes */${whole.length}`]);
    expect((await get({ 'If-None-Match': tag })).status).toBe(304);

    const head = await call(path, { method: 'HEAD', headers: { Range: 'bytes=0-1' } });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('Content-Length')).toBe(String(whole.length));
    expect(head.headers.get('ETag')).toBe(tag);
  }
});

test('a URL is signed for one generation, and caches keep generations apart', async () => {
  const { docId } = await written([{ insert: 'first\n' }]);
  const path = await snapshotPathOf(docId);
  expect(await (await call(path)).text()).toContain('first');
  await expectProblem(403, 'invalid_signature', path.replace('generation=0', 'generation=1'));
  await env.ARCHIVE.put(`snapshots/${docId}/1.json`, '{"version":1,"ops":[{"insert":"recovered\\n"}]}');
  expect(await (await call(await snapshotPathOf(docId, 1))).text()).toContain('recovered');
});

test('the first reader gets the whole while it is read, however many parts it has', async () => {
  for (const archived of [false, true]) {
    const { docId, stub } = await written([{ insert: 'Über den Wolken\n'.repeat(70_000) }]);
    const made = await stub.makeCheckpoint();
    const version = made.ok ? made.value.version : 0;
    if (archived) await deliver('document-snapshots', [{ docId, version }]);
    const read = await stub.read(version);
    const whole = `{"version":${version},"ops":${read.ok && read.value.ops}}`;
    expect(whole.length).toBeGreaterThan(1_000_000);
    const path = snapshotUrl('', { docId, version }, env.URL_SIGNING_KEY, Date.now());
    const first = await call(path);
    expect([first.status, first.headers.get('Content-Type')]).toEqual([200, 'application/json']);
    expect(first.headers.get('Cache-Control')).toBe('private, max-age=31536000, immutable');
    expect((await first.text()) === whole).toBe(true);
    const part = await call(path, { headers: { Range: 'bytes=-6' } });
    expect(await part.text()).toBe('\\n"}]}');
  }
});
