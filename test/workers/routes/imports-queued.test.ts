import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { png } from '../../support/images.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  type Json,
  ORIGIN,
  type Person,
  person,
} from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { failingOnce } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { callWith } from '../support/history.ts';
import { archiveOf, importOf } from '../support/imports.ts';
import { tokenOf } from '../support/proposed.ts';
import { deliver } from '../support/queue.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';
import { erase } from './erasure.ts';

const PATH = '/v1/docs/import';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let sent: unknown[] = [];
beforeEach(() => {
  sent = [];
  // The test delivers them itself.
  vi.spyOn(env.DOCUMENT_IMPORTS, 'sendBatch').mockImplementation((async (messages: { body: unknown }[]) => {
    sent.push(...[...messages].map(({ body }) => body));
  }) as never);
});

const texts = (count: number, text = (i: number) => `Text ${i}\n`) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.md`, text(i)]));

async function start(who: Person, files: Record<string, string | Uint8Array>): Promise<string> {
  const answer = await call(PATH, await importOf(who.token, archiveOf(files)));
  const { id, ...others } = (await answer.json()) as Json;
  expect([answer.status, answer.headers.get('Location'), others]).toEqual([202, `/v1/imports/${id}`, {}]);
  return id;
}

const progress = (who: Person, id: string) => expectJson(200, `/v1/imports/${id}`, { token: who.token });
const titles = ({ documents }: Json) => documents.map(({ title }: Json) => title);
const owned = async (who: Person): Promise<number> =>
  (await env.DB.prepare('SELECT count(*) AS n FROM documents WHERE owner_id = ?').bind(who.id).first('n')) ??
  -1;
const kept = async (who: Person) => (await env.ARCHIVE.list({ prefix: `imports/${who.id}/` })).objects.length;

async function deliverAll(messages = sent, using?: Env): Promise<number> {
  let acknowledged = 0;
  for (let at = 0; at < messages.length; at += 10) {
    const batch = messages.slice(at, at + 10);
    const ids = batch.map((_, i) => `m${at + i}`);
    const { explicitAcks } = await deliver('document-imports', batch, { ids, ...(using && { env: using }) });
    acknowledged += explicitAcks.length;
  }
  return acknowledged;
}

test('an archive of many texts becomes documents one by one, each once', async () => {
  const ada = await person();
  const image = png(4, 4);
  const id = await start(ada, {
    ...texts(58, (i) => `[next](folder/last.md) ${i}\n\n![A](pic.png)\n`),
    'folder/last.md': '# Last\n\n[home](../0.md) ![B](../pic.png) ![C](gone.svg)\n',
    'bad.txt': new Uint8Array([1, 0]),
    'pic.png': image,
    'table.csv': 'a,b',
  });
  expect(sent).toEqual(Array.from({ length: 60 }, (_, number) => ({ importId: id, number })));
  expect(await progress(ada, id)).toEqual({
    id,
    state: 'running',
    fileName: 'export.zip',
    total: 60,
    done: 0,
    documents: [],
    failed: [],
    warnings: [],
    createdAt: expect.any(String),
    endedAt: null,
  });
  expect(await kept(ada)).toBe(1);
  // Some come twice, at once and later.
  const [first, second] = [sent.slice(0, 10), sent.slice(10)];
  expect(await deliverAll(first)).toBe(10);
  expect(await progress(ada, id)).toMatchObject({ state: 'running', done: 10 });
  await Promise.all([deliverAll(first), deliverAll(second.slice(0, 10)), deliverAll(second.slice(0, 10))]);
  expect(await deliverAll(second)).toBe(50);
  const end = await progress(ada, id);
  expect([end.state, end.done, end.documents.length, end.endedAt]).toEqual([
    'done',
    60,
    59,
    expect.any(String),
  ]);
  expect(end.failed).toEqual([{ file: 'bad.txt', code: 'unreadable_file', message: expect.any(String) }]);
  expect(end.warnings.map(({ code, count }: Json) => [code, count])).toEqual([
    ['dropped_image', 1],
    ['dropped_file', 1],
  ]);
  expect([await owned(ada), await kept(ada)]).toEqual([59, 0]);
  const last = end.documents.find(({ title }: Json) => title === 'Last').id;
  const { ops } = await expectJson(200, `/v1/docs/${end.documents[7].id}/content`, { token: ada.token });
  expect(ops[0].attributes.link).toBe(`${ORIGIN}/d/${last}`);
  const { insert } = ops.find((op: Json) => op.insert.image !== undefined);
  const file = await call(insert.image, { token: ada.token });
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(image);
  const back = await expectJson(200, `/v1/docs/${last}/content`, { token: ada.token });
  const home = back.ops.find((op: Json) => op.insert === 'home').attributes.link;
  expect(end.documents.map((one: Json) => `${ORIGIN}/d/${one.id}`)).toContain(home);
});

test('an import is its user’s alone, and needs what importing needs', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const id = await start(ada, texts(51));
  const path = `/v1/imports/${id}`;
  for (const method of ['GET', 'DELETE']) {
    await expectProblem(404, 'not_found', path, { method, token: grace.token });
    await expectProblem(401, 'unauthenticated', path, { method });
    const reader = await tokenOf(ada, 'docs:read');
    await expectProblem(403, 'insufficient_scope', path, { method, token: reader.token });
    const guest = await comeAsGuest(await setLink(ada, await createDocument(ada), { role: 'editor' }));
    await expectProblem(403, 'person_needed', path, { method, token: guest.token });
  }
  const writer = await tokenOf(ada, 'docs:write');
  await expectJson(200, path, { token: writer.token });
});

test('what is made before an import is cancelled stays, and nothing more is made', async () => {
  const ada = await person();
  const id = await start(ada, texts(51));
  await deliverAll(sent.slice(0, 5));
  const cancel = () => call(`/v1/imports/${id}`, { method: 'DELETE', token: ada.token });
  expect((await cancel()).status).toBe(204);
  expect(await deliverAll()).toBe(51);
  const end = await progress(ada, id);
  expect(end).toMatchObject({ state: 'cancelled', done: 5, total: 51, endedAt: expect.any(String) });
  expect([await owned(ada), await kept(ada), (await cancel()).status]).toEqual([5, 0, 204]);
});

test('a Worker that dies between a document and its record makes no second one, and forgets no warning', async () => {
  const ada = await person();
  const id = await start(
    ada,
    texts(51, (i) => `# Title ${i}\n\n![x](gone.svg)\n`),
  );
  await deliverAll(sent.slice(0, 2));
  const before = await progress(ada, id);
  // As it was before its last statement.
  await env.DB.prepare(`UPDATE import_files SET state = 'waiting' WHERE import_id = ?`).bind(id).run();
  expect(await deliverAll(sent.slice(0, 2))).toBe(2);
  expect(await progress(ada, id)).toEqual(before);
  expect([titles(before), await owned(ada)]).toEqual([['Title 0', 'Title 1'], 2]);
  expect(before.warnings).toMatchObject([{ code: 'dropped_image', count: 2 }]);
});

test('a document whose making was cut off is made by the next attempt, under the same id', async () => {
  const ada = await person();
  const id = await start(ada, { ...texts(51, () => '![A](pic.png)\n'), 'pic.png': png(2, 2) });
  const asked = failingOnce(
    'after',
    (...args: [never]) => env.DOCUMENT.getByName(docIds[0] ?? '').create(...args) as never,
  );
  const docIds = (
    await env.DB.prepare('SELECT doc_id FROM import_files WHERE import_id = ? ORDER BY number')
      .bind(id)
      .all<{ doc_id: string }>()
  ).results.map(({ doc_id }) => doc_id);
  const faulty = faultyEnv({ documents: () => ({ create: asked }) });
  expect(await deliverAll(sent.slice(0, 1), faulty)).toBe(0);
  expect(await progress(ada, id)).toMatchObject({ done: 0, failed: [] });
  expect(await deliverAll(sent.slice(0, 1), faulty)).toBe(1);
  expect((await progress(ada, id)).documents).toEqual([{ id: docIds[0], title: '0' }]);
  await sweep(Date.now() + 2 * 60 * MINUTE);
  await expectJson(200, `/v1/docs/${docIds[0]}/content`, { token: ada.token });
  expect(await owned(ada)).toBe(1);
});

test('a file that no Worker survives is given up, and the others are made', async () => {
  const ada = await person();
  const id = await start(ada, texts(51));
  const bug = faultyEnv({
    documents: () => ({
      head: () => {
        throw new RangeError('a fault of ours');
      },
    }),
  });
  await env.DB.prepare('UPDATE import_files SET tries = 3 WHERE import_id = ? AND number = 0').bind(id).run();
  expect(await deliverAll(sent.slice(0, 2), bug)).toBe(1);
  expect(await deliverAll(sent)).toBe(51);
  const { state, documents, failed } = await progress(ada, id);
  expect([state, documents.length]).toEqual(['done', 50]);
  expect(failed).toEqual([{ file: '0.md', code: 'internal', message: expect.any(String) }]);
});

test('a quota that is met in the middle stops the rest, and lists it', async () => {
  const ada = await person();
  const id = await start(ada, texts(51));
  const limited = { ...env, LIMITS: JSON.stringify({ documentsPerUser: 3 }) as '' } as Env;
  expect(await deliverAll(sent, limited)).toBe(51);
  const { state, done, documents, failed } = await progress(ada, id);
  expect([state, done, documents.length, failed.length]).toEqual(['done', 51, 3, 48]);
  expect(new Set(failed.map(({ code }: Json) => code))).toEqual(new Set(['too_many_documents']));
  expect([await owned(ada), await kept(ada)]).toEqual([3, 0]);
});

test('a user runs a few imports at once, of no more bytes than may count for them', async () => {
  const ada = await person();
  const file = archiveOf(texts(51));
  for (let i = 0; i < 3; i++) await start(ada, texts(51));
  const refused = await call(PATH, await importOf(ada.token, file));
  expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '60']);
  expect(((await refused.json()) as Json).code).toBe('too_many_imports');
  await deliverAll(sent.slice(0, 51));
  await start(ada, texts(51));
  const grace = await person('Grace');
  const small = { ...env, LIMITS: JSON.stringify({ uploadBytesPerUser: 100 }) as '' } as Env;
  const full = await callWith(small, PATH, await importOf(grace.token, file));
  expect([full.status, ((await full.json()) as Json).code]).toEqual([413, 'storage_full']);
  const many = archiveOf(texts(2_001, () => 'x'));
  await expectProblem(413, 'too_large', PATH, await importOf(grace.token, many));
  expect([
    await kept(grace),
    (await env.DB.prepare('SELECT 1 FROM imports WHERE user_id = ?').bind(grace.id).all()).results,
  ]).toEqual([0, []]);
});

test('the sweep asks again for what waits, ends what takes too long, and deletes what ended days ago', async () => {
  // A session would not last that long.
  const signedIn = await person();
  const ada = { ...signedIn, token: (await tokenOf(signedIn, 'docs:write')).token };
  vi.spyOn(env.DOCUMENT_IMPORTS, 'sendBatch').mockRejectedValueOnce(new Error('down'));
  const id = await start(ada, texts(51));
  // The sweep looks at those of other tests too.
  const own = () => sent.filter((one) => (one as Json).importId === id);
  expect(own()).toEqual([]);
  const now = Date.now();
  await sweep(now);
  expect(own()).toEqual([]);
  await sweep(now + 16 * MINUTE);
  expect(own()).toHaveLength(51);
  await deliverAll(own().slice(0, 1));
  await sweep(now + DAY + MINUTE);
  const end = await progress(ada, id);
  expect([end.state, end.documents.length, end.failed.length]).toEqual(['done', 1, 50]);
  expect(await kept(ada)).toBe(0);
  await sweep(now + 7 * DAY);
  await progress(ada, id);
  await sweep(now + 9 * DAY);
  await expectProblem(404, 'not_found', `/v1/imports/${id}`, { token: ada.token });
  expect(
    await env.DB.prepare('SELECT count(*) AS n FROM import_files WHERE import_id = ?').bind(id).first('n'),
  ).toBe(0);
  expect(await owned(ada)).toBe(1);
});

test('an account that is erased takes its imports with it, and what is under way makes nothing more', async () => {
  const ada = await person();
  const id = await start(ada, texts(51));
  await deliverAll(sent.slice(0, 2));
  let erased: Promise<unknown> | null = null;
  // While a document is being made, its Document being there already.
  const racing = faultyEnv({
    documents: (stub) => ({
      head: async () => {
        erased ??= erase(ada, 'delete');
        await erased;
        return stub.head();
      },
    }),
  });
  await deliverAll(sent.slice(2, 3), racing);
  expect(await deliverAll()).toBe(51);
  expect([await owned(ada), await kept(ada)]).toEqual([0, 0]);
  const rows = await env.DB.prepare('SELECT count(*) AS n FROM import_files WHERE import_id = ?')
    .bind(id)
    .first('n');
  expect(rows).toBe(0);
  await sweep(Date.now() + 2 * 60 * MINUTE);
  await sweep(Date.now() + 4 * 60 * MINUTE);
  expect((await env.DB.prepare('SELECT doc_id FROM erasures').all()).results).toEqual([]);
});
