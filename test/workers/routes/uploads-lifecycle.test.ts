import { env } from 'cloudflare:workers';
import { strFromU8, unzipSync } from 'fflate';
import { beforeEach, describe, expect, test } from 'vitest';
import { expireNamed } from '../../../src/background/sweep/expire-named.ts';
import { expireUploads } from '../../../src/background/sweep/expire-uploads.ts';
import { uploadAddress } from '../../../src/ot/addresses.ts';
import { uploadKey } from '../../../src/platform/archive/keys.ts';
import { database } from '../../../src/platform/db/database.ts';
import { noteNamed } from '../../../src/platform/db/uploads.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  person,
  signedIn,
} from '../support/api.ts';
import { storeSnapshot } from '../support/archive.ts';
import { sweep as sweepOnce } from '../support/cron.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';
import { wrapped } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { type } from '../support/forks.ts';
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

// As D1 is where it is deployed: a value may have 2 MB.
function narrow(statement: D1PreparedStatement): D1PreparedStatement {
  return wrapped(statement, {
    bind: (...values: unknown[]) => {
      if (values.some((value) => String(value).length > 2_000_000)) throw new Error('SQLITE_TOOBIG');
      return statement.bind(...values);
    },
  });
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

  test('was first named in a log that is not archived yet is kept until it is', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const [named, left] = [await upload(ada, docId), await upload(ada, docId)];
    expect(await nudge(docId)).toBe('ack');
    await type(ada, docId, [{ insert: { image: at(docId, named) } }]);
    // Sixty days later the archive has not come as far.
    const expire = () => expireUploads({ env, db: database(env.DB) }, LATE());
    await expire();
    expect([await isStored(docId, named), await isStored(docId, left)]).toEqual([true, true]);
    const silent = faultyEnv({ documents: () => ({ status: () => Promise.reject(new Error('down')) }) });
    expect(await nudge(docId)).toBe('ack');
    await expireUploads({ env: silent, db: database(env.DB) }, LATE());
    expect(await isStored(docId, left)).toBe(true);
    await expire();
    expect([await isStored(docId, named), await isStored(docId, left)]).toEqual([true, false]);
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

  test('is one of very many is named with them', async () => {
    const docId = await createDocument(await person());
    const hashes = Array.from({ length: 25_000 }, (_, at) => hashOf(new TextEncoder().encode(String(at))));
    const { DB } = faultyEnv({ database: { prepare: (query: string) => narrow(env.DB.prepare(query)) } });
    await noteNamed(database(DB), docId, new Map(hashes.map((hash) => [hash, 1])));
    expect(Object.keys(await rowsOf(docId))).toHaveLength(25_000);
  });

  test('expires takes its bytes along before the next one goes', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    for (let i = 0; i < 3; i++) await upload(ada, docId);
    const left: number[] = [];
    const remove = async (keys: string | string[]) => {
      left.push(Object.keys(await rowsOf(docId)).length);
      await env.ARCHIVE.delete(keys);
    };
    const at = { env: faultyEnv({ archive: { delete: remove } }), db: database(env.DB) };
    await expireUploads(at, LATE());
    expect(left).toEqual([2, 1, 0]);
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

test('a document is verified with its uploads: other bytes than a name says are found', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const hash = await upload(ada, docId);
  const verify = () => expectJson(200, `/v1/admin/docs/${docId}/verify`, { token: 'an-admin-token' });
  expect(await verify()).toMatchObject({ ok: true, checked: { uploads: 1 } });
  await env.ARCHIVE.put(uploadKey(docId, hash), 'other bytes');
  expect(await verify()).toMatchObject({ ok: false, problems: [{ kind: 'upload' }] });
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
