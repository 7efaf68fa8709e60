import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { thinSnapshots } from '../../../src/archiving/thin-snapshots.ts';
import { operationsKeptDays } from '../../../src/background/sweep/expire-log.ts';
import { tidyArchive } from '../../../src/background/sweep/tidy-archive.ts';
import { must } from '../../../src/base/assert.ts';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { database } from '../../../src/platform/db/database.ts';
import { beginRecovery, restoreMark } from '../../../src/platform/db/recovery.ts';
import { listSnapshots } from '../../../src/platform/db/snapshots.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { expectJson, expectProblem, type Json } from '../support/api.ts';
import { loseStorage } from '../support/archive.ts';
import { rowOf, segmentsOf } from '../support/archived.ts';
import { wrapped } from '../support/faults.ts';
import { archive, type Past, type PastOp, pastOfTwo, textAt, write } from '../support/history.ts';
import { Peer } from '../support/peer.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS = 90;
const LATER = Date.now() + (DAYS + 10) * DAY;
// The Document keeps the last 6,000: the log may begin at version 3,000 at the latest.
const VERSIONS = 9_000;
const BEGINS = 2_900;
const UNNAMED = 1_000;
const NAMED = 1_500;
// A series of snapshots that leads there from before the kept log.
const OLD = 700;

let past: Past;
let token: string;
let path: string;

beforeAll(async () => {
  past = await pastOfTwo();
  token = past.ada.token;
  path = `/v1/docs/${past.docId}`;
  for (let version = 0; version < VERSIONS; version = past.ops.length) {
    const to = version < BEGINS && version + 500 > BEGINS ? BEGINS : version - (version % 500) + 500;
    await write(past, typed(version, to));
    await archive(
      past,
      [UNNAMED, NAMED, BEGINS, VERSIONS].filter((at) => at === to),
    );
  }
  const named = { method: 'PATCH', token, body: { name: 'Draft' } };
  await expectJson(200, `${path}/snapshots/${NAMED}`, named);
  const status = await past.stub.status();
  expect(status).toMatchObject({ value: { version: VERSIONS, keptFrom: 3_000 } });
}, 120_000);

/** Two authors who alternate, at the beginning of the text. */
function typed(from: number, to: number): PastOp[] {
  return Array.from({ length: to - from }, (_, i) => ({
    author: ((from + i) % 100 < 50 ? past.ada : past.grace).id,
    delta: [{ insert: String((from + i) % 10) }],
  }));
}

/** Runs the sweep with these bindings, when it is the document's turn in the day after `at`. */
async function tidied(at: number, using: Env): Promise<void> {
  const select = env.DB.prepare('SELECT rowid % 288 AS turn FROM documents WHERE id = ?');
  const { turn } = must(await select.bind(past.docId).first<{ turn: number }>());
  const slot = Math.floor(at / (5 * MINUTE));
  const next = slot + ((turn - slot) % 288) + 288;
  await tidyArchive(using, database(env.DB), logger(), next * 5 * MINUTE);
}

function keeping(days: string): Env {
  return { ...env, OPERATIONS_KEPT_DAYS: days } as unknown as Env;
}

async function whole(): Promise<boolean> {
  return (await segmentsOf(past.docId))[0]?.[0] === 0 && (await rowOf(past.docId)).logFrom === 0;
}

function readAt(version: number): Promise<Json> {
  return expectJson(200, `${path}/history?version=${version}`, { token });
}

function expired(address: string, request: object = {}): Promise<Json> {
  return expectProblem(410, 'version_expired', address, { token, ...request });
}

test('operations are kept for ever, unless a valid number of days is set', async () => {
  expect(operationsKeptDays(env, logger())).toBeNull();
  for (const days of ['0', '-90', '7', '29', '90d', '1e9', ' ', 'forever', '90.5'])
    expect(operationsKeptDays(keeping(days), logger())).toBeNull();
  expect(operationsKeptDays(keeping('30'), logger())).toBe(30);
  await tidied(LATER, keeping('7'));
  expect(await whole()).toBe(true);
  // None is that old.
  await tidied(Date.now() + (DAYS - 4) * DAY, keeping(String(DAYS)));
  expect(await whole()).toBe(true);
});

test('nothing expires of a document that is being recovered', async () => {
  const db = database(env.DB);
  const before = await rowOf(past.docId);
  expect(await beginRecovery(db, past.docId, VERSIONS, Date.now())).toBe(true);
  await tidied(LATER, keeping(String(DAYS)));
  expect(await whole()).toBe(true);
  await restoreMark(db, before);
});

test('a snapshot that cannot be read is no beginning', async () => {
  const get = async (key: string) =>
    key.startsWith('snapshots/') ? null : env.ARCHIVE.get.call(env.ARCHIVE, key);
  await tidied(LATER, { ...keeping(String(DAYS)), ARCHIVE: wrapped(env.ARCHIVE, { get }) });
  expect(await whole()).toBe(true);
});

test('a run that is cut off is finished by the next one; nothing reads its remains', async () => {
  const before = await segmentsOf(past.docId);
  expect(before.slice(0, 3).map(([from]) => from)).toEqual([0, 1_000, 2_000]);
  let deleted = 0;
  const failing = async (key: string) => {
    if (deleted++ > 0) throw new Error('R2 is down');
    await env.ARCHIVE.delete(key);
  };
  await tidied(LATER, { ...keeping(String(DAYS)), ARCHIVE: wrapped(env.ARCHIVE, { delete: failing }) });
  expect((await rowOf(past.docId)).logFrom).toBe(BEGINS);
  expect(await segmentsOf(past.docId)).toEqual(before.slice(1));
  expect(await expired(`${path}/ops?from=1800`)).toMatchObject({ firstVersion: BEGINS });
  await tidied(LATER + DAY, keeping(String(DAYS)));
  expect(await segmentsOf(past.docId)).toEqual(before.slice(2));
  await tidied(LATER + 2 * DAY, keeping(String(DAYS)));
  expect(await segmentsOf(past.docId)).toEqual(before.slice(2));
});

test('I4: the remaining log is proved from its beginning', async () => {
  const verified = await expectJson(200, `/v1/admin/docs/${past.docId}/verify`, { token: 'an-admin-token' });
  expect(verified).toMatchObject({ ok: true, from: BEGINS, version: VERSIONS, problems: [] });
});

test('every version from there on is read exactly', async () => {
  for (const version of [BEGINS, BEGINS + 1, 4_321, 8_500, VERSIONS]) {
    const { ops } = await readAt(version);
    expect({ version, text: canonicalJson(ops) }).toEqual({
      version,
      text: canonicalJson(textAt(past, version)),
    });
  }
  const { items } = await expectJson(200, `${path}/ops?from=${BEGINS}&limit=200`, { token });
  expect(items.map(({ delta }: Json) => delta)).toEqual(
    past.ops.slice(BEGINS, BEGINS + 200).map(({ delta }) => delta),
  );
  const diff = await expectJson(200, `${path}/diff?from=${BEGINS}&to=${BEGINS + 10}`, { token });
  expect(diff.ops[0]).toMatchObject({ insert: '9876543210', change: { type: 'insert' } });
  const revisions = await expectJson(200, `${path}/history?limit=100`, { token });
  expect(revisions.items.at(-1).to).toBeGreaterThan(BEGINS);
  expect(revisions.nextCursor).toBeNull();
});

test('text from before the beginning has no author', async () => {
  const { runs } = await expectJson(200, `${path}/attribution?version=${BEGINS + 5}`, { token });
  expect(runs[0]).toMatchObject({ text: '43210', author: past.ada.id });
  expect(runs.slice(1)).toMatchObject([{ author: null, version: BEGINS }]);
  expect(runs[1].text).toHaveLength(BEGINS + 1);
  expect(await expectJson(200, `${path}/attribution?version=${BEGINS}`, { token })).toMatchObject({
    runs: [{ author: null }],
  });
});

test('earlier versions are gone, except version 0 and those with a snapshot', async () => {
  for (const version of [1, OLD, BEGINS - 1]) {
    const problem = await expired(`${path}/history?version=${version}`);
    expect(problem).toMatchObject({ firstVersion: BEGINS });
  }
  await expired(`${path}/ops?from=0`);
  await expired(`${path}/diff?from=${NAMED}&to=${VERSIONS}`);
  await expired(`${path}/attribution?version=${NAMED}`);
  await expired(`${path}/snapshots/${OLD}`, { method: 'PATCH', body: { name: 'too late' } });
  await expired(`${path}/revert`, { method: 'POST', body: { version: OLD } });
  await expired(`${path}/revert`, {
    method: 'POST',
    body: { author: past.ada.id, from: OLD, to: OLD + 10 },
  });
  expect((await readAt(0)).ops).toEqual([{ insert: '\n' }]);
  for (const version of [UNNAMED, NAMED])
    expect(canonicalJson((await readAt(version)).ops)).toBe(canonicalJson(textAt(past, version)));
  const { ops } = await expectJson(200, `${path}/snapshots/${NAMED}`, { token });
  expect(canonicalJson(ops)).toBe(canonicalJson(textAt(past, NAMED)));
});

test('a program’s operation on an expired version is refused, and changes nothing; on a kept one it is rebased', async () => {
  const send = (baseVersion: number) => ({
    method: 'POST',
    token,
    body: { baseVersion, delta: [{ insert: 'late ' }] },
  });
  await expired(`${path}/ops`, send(OLD));
  expect(await past.stub.head()).toMatchObject({ value: { version: VERSIONS } });
  expect(await expectJson(200, `${path}/ops`, send(BEGINS))).toMatchObject({ version: VERSIONS + 1 });
  past.ops.push({ author: past.ada.id, delta: [{ retain: VERSIONS - BEGINS }, { insert: 'late ' }] });
});

test('I5: a client with edits on an expired version loads a snapshot, and keeps the edits for its user', async () => {
  const client = 'personxx-away-so-long';
  const open = () => Peer.open(past.stub, past.docId, { client, accessEpoch: 1_000 });
  const first = await open();
  expect(await first.join(OLD, true)).toMatchObject({ snapshot: null });
  expect((await first.closed).code).toBe(1012);
  const again = await open();
  const joined = await again.join(OLD, true);
  expect(joined).toMatchObject({ reset: true, version: VERSIONS + 1 });
  expect(joined.snapshot).not.toBeNull();
  expect(await again.edit(VERSIONS + 1, 7, [{ insert: 'again ' }])).toBe(VERSIONS + 2);
  past.ops.push({ author: past.ada.id, delta: [{ insert: 'again ' }] });
  const near = await Peer.open(past.stub, past.docId, { accessEpoch: 1_000 });
  const caughtUp = await near.join(BEGINS, true);
  expect(caughtUp).toMatchObject({ snapshot: null });
  expect(caughtUp.reset).toBeUndefined();
  expect(await near.next('ops')).toMatchObject({ from: BEGINS });
  for (const peer of [again, near]) peer.close();
});

test('the snapshot that the log begins with is not thinned out', async () => {
  await archive(past);
  await thinSnapshots(env, database(env.DB), past.docId, LATER + 400 * DAY);
  const versions = (await listSnapshots(database(env.DB), past.docId)).map(({ version }) => version);
  expect(versions).toContain(BEGINS);
  expect(versions).toContain(NAMED);
  expect(versions).not.toContain(UNNAMED);
  await expired(`${path}/history?version=${UNNAMED}`);
  expect(canonicalJson((await readAt(BEGINS + 7)).ops)).toBe(canonicalJson(textAt(past, BEGINS + 7)));
});

test('a Document that has lost its storage is rebuilt, to any version that is kept', async () => {
  const recover = (version: number) => ({ method: 'POST', token: 'an-admin-token', body: { version } });
  const admin = `/v1/admin/docs/${past.docId}`;
  await loseStorage(past.stub);
  expect(await past.stub.read(null)).toMatchObject({ value: { version: past.ops.length } });
  for (const version of [0, OLD, NAMED, BEGINS - 1])
    await expectProblem(422, 'unknown_version', `${admin}/recover`, recover(version));
  // Including one that read the document before it expired.
  const before = await rowOf(past.docId);
  expect(await beginRecovery(database(env.DB), past.docId, BEGINS - 1, Date.now())).toBe(false);
  expect(await rowOf(past.docId)).toEqual(before);
  for (const version of [5_000, BEGINS + 3, BEGINS]) {
    await expectJson(200, `${admin}/recover`, recover(version));
    const read = await past.stub.read(null);
    const ops = read.ok ? (JSON.parse(read.value.ops) as Delta) : [];
    expect(canonicalJson(ops)).toBe(canonicalJson(textAt(past, version)));
    expect(await expectJson(200, `${admin}/verify`, { token: 'an-admin-token' })).toMatchObject({
      ok: true,
      from: BEGINS,
      version,
      problems: [],
    });
  }
  // It is written and archived as before.
  past.ops.length = BEGINS;
  await write(past, typed(BEGINS, BEGINS + 5));
  await archive(past);
  expect(await rowOf(past.docId)).toMatchObject({ archivedVersion: BEGINS + 5, divergedAt: null });
});
