import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import worker from '../../../src/worker.ts';
import { png } from '../../support/images.ts';
import { call, createDocument, expectJson, expectProblem, giveRole, ORIGIN, person } from '../support/api.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { callWith } from '../support/history.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';
import { hashOf, isStored, newImage, rowsOf, upload, uploading } from '../support/uploads.ts';

describe('an upload', () => {
  test('is stored under the SHA-256 of its bytes, and read by everyone who may read the document', async () => {
    const [ada, grace] = [await person(), await person('Grace')];
    const docId = await createDocument(ada);
    const bytes = newImage();
    const hash = hashOf(bytes);
    const path = `/v1/docs/${docId}/uploads`;
    const stored = await call(path, uploading(ada, bytes));
    expect(stored.status).toBe(201);
    expect(stored.headers.get('Location')).toBe(`${path}/${hash}`);
    expect(await stored.json()).toEqual({ url: `${path}/${hash}`, width: 3, height: 2 });
    // Again: the same, and it counts once.
    expect(await expectJson(201, path, uploading(ada, bytes))).toEqual({
      url: `${path}/${hash}`,
      width: 3,
      height: 2,
    });
    expect(Object.keys(await rowsOf(docId))).toEqual([hash]);

    await expectProblem(404, 'not_found', `${path}/${hash}`, { token: grace.token });
    await giveRole(ada, docId, grace, 'viewer');
    // From R2, and then from the cache.
    for (let i = 0; i < 2; i++) {
      const read = await call(`${path}/${hash}`, { token: grace.token });
      expect(read.status).toBe(200);
      expect(Object.fromEntries(read.headers)).toMatchObject({
        'content-type': 'image/png',
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'private, no-cache',
        etag: `"${hash}"`,
      });
      expect(hashOf(new Uint8Array(await read.arrayBuffer()))).toBe(hash);
    }
    const again = await call(`${path}/${hash}`, {
      token: grace.token,
      headers: { 'If-None-Match': `"${hash}"` },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
    await call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
    await expectProblem(404, 'not_found', `${path}/${hash}`, { token: grace.token });
  });

  test('is taken of those who suggest, and of no one who only reads', async () => {
    const [ada, grace, alan] = [await person(), await person('Grace'), await person('Alan')];
    const docId = await createDocument(ada);
    await giveRole(ada, docId, grace, 'commenter');
    await giveRole(ada, docId, alan, 'viewer');
    await upload(grace, docId);
    await expectProblem(403, 'forbidden', `/v1/docs/${docId}/uploads`, uploading(alan, newImage()));
  });

  test('of a guest counts for the owner of the document', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const guest = await comeAsGuest(await setLink(ada, docId, { role: 'commenter' }), 'Barbara');
    const hash = await upload(guest, docId);
    expect((await rowsOf(docId))[hash]).toMatchObject({ author_id: guest.id, payer_id: ada.id });
    const read = await call(`/v1/docs/${docId}/uploads/${hash}`, { token: guest.token });
    expect(read.status).toBe(200);
  });

  test('that is not there is 404 not_uploaded_yet, which no cache keeps', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const bytes = newImage();
    const path = `/v1/docs/${docId}/uploads/${hashOf(bytes)}`;
    const missing = await call(path, { token: ada.token });
    expect([missing.status, missing.headers.get('Cache-Control')]).toEqual([404, 'no-store']);
    expect(await missing.json()).toMatchObject({ code: 'not_uploaded_yet' });
    await upload(ada, docId, bytes);
    expect((await call(path, { token: ada.token })).status).toBe(200);
    await expectProblem(422, 'invalid_request', `/v1/docs/${docId}/uploads/x`, { token: ada.token });
  });

  test('is refused, and changes nothing, when it is no image of its type', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const path = `/v1/docs/${docId}/uploads`;
    const send = (body: Uint8Array, type: string) => ({
      method: 'POST',
      token: ada.token,
      body,
      headers: { 'Content-Type': type },
    });
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
    for (const type of ['image/svg+xml', 'text/html', 'application/json', 'application/octet-stream', ''])
      await expectProblem(415, 'unsupported_media_type', path, send(newImage(), type));
    const unreadable: [Uint8Array, string][] = [
      [svg, 'image/png'],
      [newImage(), 'image/jpeg'],
      [newImage().subarray(0, 20), 'image/png'],
      [png(0, 1), 'image/png'],
      [png(20_000, 20_000), 'image/png'],
      [new Uint8Array(), 'image/png'],
    ];
    for (const [body, type] of unreadable)
      await expectProblem(422, 'unreadable_file', path, send(body, type));
    expect(await rowsOf(docId)).toEqual({});
  });

  test('of more than 10 MiB is 413, and one of 10 MiB is taken', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const bytes = new Uint8Array(10 * 1024 * 1024 + 1);
    bytes.set(png(3, 2));
    await expectProblem(413, 'too_large', `/v1/docs/${docId}/uploads`, uploading(ada, bytes));
    await upload(ada, docId, bytes.subarray(0, -1));
  });

  test('beyond what one user may store is 413, also when many come at once', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const images = Array.from({ length: 8 }, () => newImage(67));
    const limited = { ...env, LIMITS: JSON.stringify({ uploadBytesPerUser: 350 }) } as Env;
    const answers = await Promise.all(
      images.map((bytes) => sendWith(limited, `/v1/docs/${docId}/uploads`, ada.token, bytes)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 413, 413, 413, 413, 413]);
    for (const { status, code } of answers) if (status === 413) expect(code).toBe('storage_full');
    expect(Object.keys(await rowsOf(docId))).toHaveLength(3);
    // One that is there already takes no more.
    const [hash] = Object.keys(await rowsOf(docId));
    const there = images.find((bytes) => hashOf(bytes) === hash) as Uint8Array;
    expect((await sendWith(limited, `/v1/docs/${docId}/uploads`, ada.token, there)).status).toBe(201);
  });

  test('beyond as many as may count for one user is 413', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const limited = { ...env, LIMITS: JSON.stringify({ uploadsPerUser: 3 }) } as unknown as Env;
    const images = Array.from({ length: 5 }, () => newImage());
    const answers = await Promise.all(
      images.map((bytes) => sendWith(limited, `/v1/docs/${docId}/uploads`, ada.token, bytes)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 413, 413]);
  });

  const SHARES = [
    { uploadBytesPerUser: 400, guestUploadSharePercent: 50 },
    { uploadsPerUser: 4, guestUploadSharePercent: 50 },
  ];
  test.each(SHARES)(
    'of guests beyond their part of %j is 413, and the owner has room yet',
    async (limits) => {
      const ada = await person();
      const docId = await createDocument(ada);
      const guest = await comeAsGuest(await setLink(ada, docId, { role: 'editor' }));
      const limited = { ...env, LIMITS: JSON.stringify(limits) } as unknown as Env;
      const path = `/v1/docs/${docId}/uploads`;
      const send = async (token: string) => (await sendWith(limited, path, token, newImage(67))).status;
      const statuses = [];
      for (const token of [guest.token, guest.token, guest.token, ada.token, ada.token, ada.token])
        statuses.push(await send(token));
      expect(statuses).toEqual([201, 201, 413, 201, 201, 413]);
    },
  );

  test('while R2 is down is 503, and the next attempt completes it', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const bytes = newImage();
    const path = `/v1/docs/${docId}/uploads`;
    const down = faultyEnv({ archive: { put: () => Promise.reject(new Error('down')) } });
    expect(await sendWith(down, path, ada.token, bytes)).toEqual({
      status: 503,
      code: 'archive_unavailable',
    });
    const deaf = faultyEnv({ archive: { get: () => Promise.reject(new Error('down')) } });
    expect((await callWith(deaf, `${path}/${hashOf(bytes)}`, { token: ada.token })).status).toBe(503);
    await upload(ada, docId, bytes);
    expect(await isStored(docId, hashOf(bytes))).toBe(true);
  });
});

/** Uploads a PNG through a Worker with other bindings. */
async function sendWith(bindings: Env, path: string, token: string, bytes: Uint8Array) {
  const response = await must(worker.fetch)(
    new Request(`${ORIGIN}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'image/png' },
      body: bytes as Uint8Array<ArrayBuffer>,
    }) as never,
    bindings,
    createExecutionContext(),
  );
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, ...(code !== undefined && { code }) };
}
