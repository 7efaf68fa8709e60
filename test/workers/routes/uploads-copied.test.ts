import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { copyUploads } from '../../../src/features/uploads/copy-uploads.ts';
import { uploadAddress } from '../../../src/ot/addresses.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { uploadKey } from '../../../src/platform/archive/keys.ts';
import { database } from '../../../src/platform/db/database.ts';
import {
  call,
  createDocument,
  expectJson,
  giveRole,
  type Json,
  type Person,
  person,
} from '../support/api.ts';
import { sweep as sweepOnce } from '../support/cron.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { forked, forkOf, merge, type } from '../support/forks.ts';
import { callWith } from '../support/history.ts';
import { post } from '../support/proposed.ts';
import { hashOf, isStored, newImage, rowsOf, showing, upload } from '../support/uploads.ts';

beforeEach(() => holdEvents());

// The sweep publishes what is held.
async function sweep(at = Date.now()): Promise<void> {
  await handEventsOn();
  await sweepOnce(at);
}

/** The images that a document shows. */
async function imagesOf(by: Person, docId: string): Promise<string[]> {
  const { ops } = await expectJson<{ ops: Delta }>(200, `/v1/docs/${docId}/content`, { token: by.token });
  return ops.flatMap((op) =>
    'insert' in op && typeof op.insert !== 'string' ? [String(op.insert.image)] : [],
  );
}

const at = (docId: string, hash: string) => uploadAddress({ docId, hash });

describe('a copy of a document', () => {
  test('has copies of its uploads, which outlive it', async () => {
    const [ada, grace] = [await person('Ada'), await person('Grace')];
    const docId = await createDocument(ada);
    const hash = await upload(ada, docId);
    const missing = hashOf(newImage());
    await type(ada, docId, showing(docId, hash, missing).slice(0, -1) as Delta);
    await giveRole(ada, docId, grace, 'viewer');
    const copies = [
      (await expectJson(201, `/v1/docs/${docId}/duplicate`, post(grace))).id,
      (await forkOf(grace, docId)).id,
    ];
    for (const copy of copies) {
      expect(await imagesOf(grace, copy)).toEqual([at(copy, hash), at(copy, missing)]);
      expect((await rowsOf(copy))[hash]).toMatchObject({ author_id: grace.id, payer_id: grace.id });
      expect((await rowsOf(copy))[missing]).toBe(undefined);
    }
    const gone = await call(`/v1/docs/${docId}?permanent=true`, { method: 'DELETE', token: ada.token });
    expect(gone.status).toBe(204);
    expect([await isStored(docId, hash), Object.keys(await rowsOf(docId))]).toEqual([false, []]);
    for (const copy of copies) {
      const read = await call(at(copy, hash), { token: grace.token });
      expect(hashOf(new Uint8Array(await read.arrayBuffer()))).toBe(hash);
    }
  });

  test('that names very many files that were never uploaded asks for none of them', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const there = await upload(ada, docId);
    const named = Array.from({ length: 30_000 }, (_, i) => hashOf(new TextEncoder().encode(String(i))));
    const asked: string[] = [];
    const get = (key: string) => {
      asked.push(key);
      return env.ARCHIVE.get(key);
    };
    const deps = { env: faultyEnv({ archive: { get } }), db: database(env.DB) };
    const to = await createDocument(ada);
    await copyUploads(deps, { from: docId, to, hashes: [...named, there], payerId: ada.id });
    expect(asked).toEqual([uploadKey(docId, there)]);
    expect(await isStored(to, there)).toBe(true);
  });

  test('that would be more than its owner may store is refused, and nothing is left of it', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const hash = await upload(ada, docId);
    await type(ada, docId, [{ insert: { image: at(docId, hash) } }]);
    const { size } = (await rowsOf(docId))[hash];
    const limited = { ...env, LIMITS: JSON.stringify({ uploadBytesPerUser: 2 * size - 1 }) } as Env;
    const refused = await callWith(limited, `/v1/docs/${docId}/duplicate`, {
      method: 'POST',
      token: ada.token,
      body: {},
    });
    expect([refused.status, ((await refused.json()) as Json).code]).toEqual([413, 'storage_full']);
    const enough = { ...env, LIMITS: JSON.stringify({ uploadBytesPerUser: 2 * size }) } as Env;
    const made = await callWith(enough, `/v1/docs/${docId}/duplicate`, {
      method: 'POST',
      token: ada.token,
      body: {},
    });
    expect(made.status).toBe(201);
  });

  test('whose copying is cut off is refused, swept away, and made by the next attempt', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const hash = await upload(ada, docId);
    await type(ada, docId, [{ insert: { image: at(docId, hash) } }]);
    const down = faultyEnv({ archive: { put: () => Promise.reject(new Error('down')) } });
    const path = `/v1/docs/${docId}/duplicate`;
    const refused = await callWith(down, path, { method: 'POST', token: ada.token, body: {} });
    expect([refused.status, ((await refused.json()) as Json).code]).toEqual([503, 'archive_unavailable']);
    await sweep(Date.now() + 2 * 60 * 60_000);
    const rows = await env.DB.prepare('SELECT doc_id FROM uploads WHERE payer_id = ?').bind(ada.id).all();
    expect(rows.results).toEqual([{ doc_id: docId }]);
    const copy = (await expectJson(201, path, post(ada))).id;
    expect(await isStored(copy, hash)).toBe(true);
  });
});

describe('between a fork and its origin', () => {
  test('a merge and an update bring the images under the addresses of where they come', async () => {
    const { ada, grace, origin, fork } = await forked('abc');
    const ofFork = await upload(grace, fork);
    await type(grace, fork, [{ insert: { image: at(fork, ofFork) } }]);
    const ofOrigin = await upload(ada, origin);
    await type(ada, origin, [{ retain: 3 }, { insert: { image: at(origin, ofOrigin) } }]);
    expect(await merge(grace, fork)).toBe(3);
    expect(await imagesOf(ada, origin)).toEqual([at(origin, ofFork), at(origin, ofOrigin)]);
    expect((await rowsOf(origin))[ofFork]).toMatchObject({ payer_id: grace.id });
    await expectJson(200, `/v1/docs/${fork}/update`, post(grace));
    expect(await imagesOf(grace, fork)).toEqual([at(fork, ofFork), at(fork, ofOrigin)]);
    for (const [docId, hash] of [
      [origin, ofFork],
      [fork, ofOrigin],
    ] as const)
      expect(await isStored(docId, hash)).toBe(true);
    expect(await merge(grace, fork)).toBe(null);
    const verified = await expectJson(200, `/v1/admin/docs/${fork}/verify`, { token: 'an-admin-token' });
    expect(verified.problems).toEqual([]);
  });

  test('a suggestion of a fork shows its images there, is accepted, and the fork is followed on', async () => {
    const { ada, grace, origin, fork } = await forked('abc');
    const hash = await upload(grace, fork);
    await type(grace, fork, [{ retain: 1 }, { insert: { image: at(fork, hash) } }]);
    const body = { as: 'suggestion' };
    const { suggestionId } = await expectJson(200, `/v1/docs/${fork}/merge`, post(grace, body));
    expect(await isStored(origin, hash)).toBe(true);
    const suggestion = await expectJson(200, `/v1/docs/${origin}/suggestions/${suggestionId}`, {
      token: ada.token,
    });
    expect(JSON.stringify(suggestion.delta)).toContain(at(origin, hash));
    // Nothing new: the open suggestion is all of it.
    expect(await expectJson(200, `/v1/docs/${fork}/merge`, post(grace, body))).toMatchObject({
      suggestionId,
    });
    await expectJson(200, `/v1/docs/${origin}/suggestions/${suggestionId}/accept`, post(ada));
    expect(await imagesOf(ada, origin)).toEqual([at(origin, hash)]);
    await type(grace, fork, [{ insert: 'X' }]);
    expect(await merge(grace, fork)).toBe(3);
    expect(await imagesOf(ada, origin)).toEqual([at(origin, hash)]);
  });
});
