import { env } from 'cloudflare:workers';
import { strFromU8, unzipSync } from 'fflate';
import { beforeEach, describe, expect, test } from 'vitest';
import { expireNamed } from '../../../src/background/sweep/expire-named.ts';
import { uploadAddress } from '../../../src/ot/addresses.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { database } from '../../../src/platform/db/database.ts';
import { noteNamed } from '../../../src/platform/db/uploads.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  type Person,
  person,
  signedIn,
} from '../support/api.ts';
import { storeSnapshot } from '../support/archive.ts';
import { sweep as sweepOnce } from '../support/cron.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { forked, forkOf, merge, type } from '../support/forks.ts';
import { callWith } from '../support/history.ts';
import { post, suggest } from '../support/proposed.ts';
import { nudge } from '../support/queue.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';
import { hashOf, isStored, newImage, rowsOf, showing, upload } from '../support/uploads.ts';
import { erase } from './erasure.ts';

beforeEach(() => holdEvents());

// The sweep publishes what is held.
async function sweep(at = Date.now()): Promise<void> {
  await handEventsOn();
  await sweepOnce(at);
}

const DAY = 24 * 60 * 60_000;
const LATE = () => Date.now() + 61 * DAY;

/** The images that a document shows. */
async function imagesOf(by: Person, docId: string): Promise<string[]> {
  const { ops } = await expectJson<{ ops: Delta }>(200, `/v1/docs/${docId}/content`, { token: by.token });
  return ops.flatMap((op) =>
    'insert' in op && typeof op.insert !== 'string' ? [String(op.insert.image)] : [],
  );
}

const at = (docId: string, hash: string) => uploadAddress({ docId, hash });

describe('an upload that', () => {
  test('an operation has inserted lives as long as the log, though the text shows it no more', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const [kept, left] = [await upload(ada, docId), await upload(ada, docId)];
    await type(ada, docId, [{ insert: { image: at(docId, kept) } }]);
    await type(ada, docId, [{ delete: 1 }]);
    expect(await nudge(docId)).toBe('ack');
    await sweep(Date.now() + 59 * DAY);
    expect([await isStored(docId, kept), await isStored(docId, left)]).toEqual([true, true]);
    await sweep(LATE());
    expect([await isStored(docId, kept), await isStored(docId, left)]).toEqual([true, false]);
    expect(Object.keys(await rowsOf(docId))).toEqual([kept]);
    // The bytes are gone, and so is what counted.
    const again = { token: await signedIn(ada.id) };
    await expectProblem(404, 'not_uploaded_yet', at(docId, left), again);
  });

  test('only a suggestion shows is kept too, also one that replaced another', async () => {
    const [ada, grace] = [await person('Ada'), await person('Grace')];
    const docId = await createDocument(ada);
    await giveRole(ada, docId, grace, 'commenter');
    const [first, second] = [await upload(grace, docId), await upload(grace, docId)];
    const delta = [{ insert: { image: at(docId, first) } }];
    const made = await suggest(grace, docId, { version: 0, delta });
    expect(await nudge(docId)).toBe('ack');
    await expectJson(200, `/v1/docs/${docId}/suggestions/${made.id}`, {
      method: 'PUT',
      token: grace.token,
      body: { version: 0, review: made.review, delta: [{ insert: { image: at(docId, second) } }] },
    });
    expect(await nudge(docId)).toBe('ack');
    await sweep(LATE());
    expect([await isStored(docId, first), await isStored(docId, second)]).toEqual([true, true]);
  });

  test('is named before it is uploaded is kept once it comes', async () => {
    const ada = await person();
    const bytes = newImage();
    const hash = hashOf(bytes);
    const docId = await createDocument(ada);
    await type(ada, docId, [{ insert: { image: at(docId, hash) } }]);
    expect(await nudge(docId)).toBe('ack');
    expect((await rowsOf(docId))[hash]).toMatchObject({ size: null, payer_id: null });
    await upload(ada, docId, bytes);
    expect((await rowsOf(docId))[hash]).toMatchObject({ size: bytes.length, payer_id: ada.id });
    await sweep(LATE());
    expect(await isStored(docId, hash)).toBe(true);
  });

  test('is in nothing that is left when the log has expired goes with it', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const hashes = await Promise.all(Array.from({ length: 4 }, () => upload(ada, docId)));
    const [gone, named, there, later] = hashes as [string, string, string, string];
    const began = Date.now();
    const old = new Map([gone, named, there].map((hash) => [hash, began - DAY]));
    const db = database(env.DB);
    await noteNamed(db, docId, old);
    await noteNamed(db, docId, new Map([[later, began + DAY]]));
    for (const [version, hash] of [
      [3, named],
      [5, there],
    ] as const) {
      await storeSnapshot(docId, version, showing(docId, hash));
      await env.DB.prepare(
        'INSERT INTO snapshots (doc_id, version, size, at, created_at) VALUES (?, ?, 1, ?, 1)',
      )
        .bind(docId, version, began)
        .run();
    }
    const now = Date.now() + 61 * DAY;
    await expireNamed(env, db, { docId, from: 0, now });
    expect(Object.keys(await rowsOf(docId)).sort()).toEqual([...hashes].sort());
    await expireNamed(env, db, { docId, from: 5, now });
    const kept = [named, there, later];
    expect(Object.keys(await rowsOf(docId)).sort()).toEqual(kept.sort());
    expect(await Promise.all(hashes.map((hash) => isStored(docId, hash)))).toEqual(
      hashes.map((hash) => hash !== gone),
    );
  });

  test('is uploaded again in time lives on as if it were new', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const bytes = newImage();
    const hash = await upload(ada, docId, bytes);
    const old = Date.now() - 61 * DAY;
    await env.DB.prepare('UPDATE uploads SET uploaded_at = ? WHERE hash = ?').bind(old, hash).run();
    await upload(ada, docId, bytes);
    await sweep();
    expect(await isStored(docId, hash)).toBe(true);
  });
});

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

describe('the uploads of a user', () => {
  test('stay with the documents of others when the account is erased, and count for their owners', async () => {
    const [ada, grace] = [await person('Ada'), await person('Grace')];
    const own = await createDocument(ada);
    await giveRole(ada, own, grace, 'editor');
    const handed = await upload(ada, own);
    const hers = await createDocument(grace);
    await giveRole(grace, hers, ada, 'editor');
    const left = await upload(ada, hers);
    const alone = await createDocument(ada);
    const gone = await upload(ada, alone);
    expect((await erase(ada)).status).toBe(204);
    await sweep(Date.now() + 2 * 60 * 60_000);
    for (const [docId, hash] of [
      [own, handed],
      [hers, left],
    ] as const) {
      expect((await rowsOf(docId))[hash]).toMatchObject({ author_id: null, payer_id: grace.id });
      expect((await call(at(docId, hash), { token: grace.token })).status).toBe(200);
    }
    expect([await rowsOf(alone), await isStored(alone, gone)]).toEqual([{}, false]);
  });

  test('go with their documents to a new owner only where guests have sent them', async () => {
    const [ada, grace] = [await person('Ada'), await person('Grace')];
    const docId = await createDocument(ada);
    await giveRole(ada, docId, grace, 'editor');
    const guest = await comeAsGuest(await setLink(ada, docId, { role: 'editor' }));
    const [own, ofGuest] = [await upload(ada, docId), await upload(guest, docId)];
    await expectJson(202, `/v1/docs/${docId}/owner`, post(ada, { userId: grace.id }));
    await expectJson(200, `/v1/docs/${docId}/owner/accept`, post(grace));
    const rows = await rowsOf(docId);
    expect([rows[own].payer_id, rows[ofGuest].payer_id]).toEqual([ada.id, grace.id]);
  });

  test('are in the export of their data: a list, and the files of their own documents', async () => {
    const [ada, grace] = [await person('Ada'), await person('Grace')];
    const own = await createDocument(ada);
    const hers = await createDocument(grace);
    await giveRole(grace, hers, ada, 'editor');
    const bytes = newImage(60_000);
    const [mine, there] = [await upload(ada, own, bytes), await upload(ada, hers)];
    const response = await call('/v1/users/me/export', { token: ada.token });
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const listed = JSON.parse(strFromU8(files['uploads.json'] ?? new Uint8Array())) as Json[];
    expect(listed.map(({ docId, hash, type }) => [docId, hash, type]).sort()).toEqual(
      [
        [own, mine, 'image/png'],
        [hers, there, 'image/png'],
      ].sort(),
    );
    const folder = `documents/${own}/uploads`;
    expect(Object.keys(files).filter((path) => path.includes('/uploads/'))).toEqual([
      `${folder}/${mine}.png`,
    ]);
    expect(hashOf(files[`${folder}/${mine}.png`] as Uint8Array)).toBe(mine);
  });
});
