import { env } from 'cloudflare:workers';
import { beforeAll, expect, test, vi } from 'vitest';
import type { EditRequest } from '../../../durable-objects/document/rpc.ts';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { transformAfter } from '../../../src/ot/transform.ts';
import { attributionKey, segmentKey, snapshotKey } from '../../../src/platform/archive/keys.ts';
import { listSegments } from '../../../src/platform/archive/segment-store.ts';
import { Random } from '../../support/random.ts';
import { documentText, randomOperation } from '../../support/rich-text.ts';
import { expectJson, expectProblem, type Json } from '../support/api.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { archive, callWith, type Past, type PastOp, pastOfTwo, textAt, write } from '../support/history.ts';

// Enough versions that the Document prunes everything before version 5,500.
const VERSIONS = 11_500;
const SNAPSHOTS = [1_000, 2_000, 5_000, 11_000];
const IDENTITY = { client: '', seq: 1 };

let past: Past;
let token: string;
let path: string;

beforeAll(async () => {
  past = await pastOfTwo();
  token = past.ada.token;
  path = `/v1/docs/${past.docId}`;
  IDENTITY.client = `${past.ada.id.slice(0, 8)}-integration`;
  const delta = [{ insert: 'sent once ' }];
  await expectJson(200, `${path}/ops`, {
    method: 'POST',
    token,
    body: { baseVersion: 0, delta, ...IDENTITY },
  });
  past.ops.push({ author: past.ada.id, delta });
  await write(past, randomPast(VERSIONS - 1, textAt(past, 1)));
  await archive(past, SNAPSHOTS);
  const status = await past.stub.status();
  expect(status).toMatchObject({
    value: { version: VERSIONS, keptFrom: 5_500, reconciledVersion: VERSIONS },
  });
}, 120_000);

/** Two authors of a text of stable size: rich text, trimmed now and then. */
function randomPast(count: number, from: Delta): PastOp[] {
  const random = new Random(7);
  const ops: PastOp[] = [];
  let text = from;
  for (let i = 0; i < count; i++) {
    const delta = documentLength(text) > 600 ? trimmed(text) : randomOperation(random, text);
    text = compose(text, delta);
    ops.push({ author: (i % 100 < 60 ? past.ada : past.grace).id, delta });
  }
  return ops;
}

// Never half a pair: the Document would repair that, by an operation that this test does not know.
function trimmed(text: Delta): Delta {
  const units = documentText(text);
  const whole = (at: number) => (/[\udc00-\udfff]/.test(units.charAt(at)) ? at + 1 : at);
  const start = whole(100);
  return [{ retain: start }, { delete: whole(start + 250) - start }];
}

test('reads every version exactly, even pruned ones', async () => {
  const versions = [
    0,
    1,
    2,
    999,
    1_000,
    1_001,
    1_700,
    5_000,
    5_499,
    5_500,
    5_501,
    10_999,
    11_000,
    11_001,
    VERSIONS,
  ];
  for (const version of versions) {
    const read = await expectJson(200, `${path}/history?version=${version}`, { token });
    expect(read).toEqual({ version, ops: expect.any(Array), at: expect.any(String) });
    expect({ version, text: canonicalJson(read.ops) }).toEqual({
      version,
      text: canonicalJson(textAt(past, version)),
    });
  }
  await expectProblem(404, 'unknown_version', `${path}/history?version=${VERSIONS + 1}`, { token });
});

test('the log is read from version 0 on, page by page, without a seam', async () => {
  const log: Json[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const page: Json = await expectJson(200, `${path}/ops?from=${from}&limit=2000`, { token });
    expect(page.head).toBe(VERSIONS);
    log.push(...page.items);
    from = page.nextFrom;
  }
  expect(log.map(({ version }) => version)).toEqual(Array.from({ length: VERSIONS }, (_, i) => i + 1));
  expect(log.map(({ userId, delta }) => ({ author: userId, delta }))).toEqual(past.ops);
  expect(log[0]).toMatchObject({ ...IDENTITY, at: expect.any(String) });
});

test('revisions and a diff reach across what was pruned', async () => {
  const revisions: Json[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Json = await expectJson(200, `${path}/history?limit=3${cursor && `&cursor=${cursor}`}`, {
      token,
    });
    revisions.push(...page.items);
    cursor = page.nextCursor;
  }
  expect([revisions[0].to, revisions.at(-1).from]).toEqual([VERSIONS, 0]);

  const diff = await expectJson(200, `${path}/diff?from=1&to=${VERSIONS}`, { token });
  const after = diff.ops
    .filter(({ change }: Json) => change?.type !== 'delete')
    .map(({ change, ...op }: Json) => op);
  expect(canonicalJson(after)).toBe(canonicalJson(textAt(past, VERSIONS)));
  for (const { change } of diff.ops) {
    if (change !== undefined) expect(change.author).toBe(past.ops[change.version - 1]?.author);
  }
});

test('attribution is computed once, and then continued from stored ones', async () => {
  const { docId } = past;
  const read = () => expectJson(200, `${path}/attribution?version=${VERSIONS}`, { token });
  const attribution = await read();
  const text = textAt(past, VERSIONS).map((op) =>
    'insert' in op && typeof op.insert === 'string' ? op.insert : '*',
  );
  expect(attribution.runs.map(({ text }: Json) => text ?? '*').join('')).toBe(text.join(''));
  for (const { author, version } of attribution.runs) {
    expect(author).toBe(version === 0 ? null : past.ops[version - 1]?.author);
  }

  const key = attributionKey(docId, 0, 10_000);
  const stored = await vi.waitUntil(() => env.ARCHIVE.get(key).then((object) => object?.text() ?? null));
  // The log before it is no longer needed.
  const segments = await listSegments(env.ARCHIVE, docId, 0, 9_000);
  const bodies = await Promise.all(
    segments.map(async ({ key }) => (await env.ARCHIVE.get(key))?.text() as Promise<string>),
  );
  await env.ARCHIVE.delete(segments.map(({ key }) => key));
  expect(await read()).toEqual(attribution);
  for (const [i, { key }] of segments.entries()) await env.ARCHIVE.put(key, bodies[i] as string);
  // An unreadable stored attribution is not used.
  await env.ARCHIVE.put(key, stored.slice(0, 100));
  expect(await read()).toEqual(attribution);
});

test('an operation on a version of long ago is carried over the archive, and one of long ago is not done twice', async () => {
  const post = (body: unknown) => ({ method: 'POST', token, body });
  const sent = { baseVersion: 0, delta: [{ insert: 'sent once ' }], ...IDENTITY };
  expect(await expectJson(200, `${path}/ops`, post(sent))).toEqual({ version: 1, delta: sent.delta });
  // The client has written since, so it cannot have written this on version 0.
  await expectProblem(409, 'conflict', `${path}/ops`, post({ ...sent, seq: 2 }));

  const head = (await expectJson(200, `${path}/content`, { token })) as { version: number; ops: Delta };
  const delta: Delta = [{ retain: 3 }, { insert: 'late' }];
  const expected = past.ops.slice(5).reduce<Delta>((carried, op) => transformAfter(carried, op.delta), delta);
  const committed = await expectJson(
    200,
    `${path}/ops`,
    post({ baseVersion: 5, delta, ...IDENTITY, seq: 3 }),
  );
  expect(committed).toEqual({ version: head.version + 1, delta: expected });
  const after = await expectJson(200, `${path}/content`, { token });
  expect(canonicalJson(after.ops)).toBe(canonicalJson(compose(head.ops, expected)));
  past.ops.push({ author: past.ada.id, delta: expected });

  // An earlier operation of this client, sent again after that.
  expect(await expectJson(200, `${path}/ops`, post(sent))).toEqual({ version: 1, delta: sent.delta });

  const length = documentLength(textAt(past, 5));
  for (const bad of [[{ retain: length }, { insert: 'x' }], [{ delete: length }], [{ insert: '' }]]) {
    await expectProblem(422, 'invalid_delta', `${path}/ops`, post({ baseVersion: 5, delta: bad }));
  }
});

test('when the Document lets go of more meanwhile the operation follows, but not for ever', async () => {
  let refusals = 3;
  const pruned = { ok: false, error: { code: 'pruned', message: 'the log begins later' } };
  const bindings = faultyEnv({
    documents: (stub) => ({
      edit: async (request: EditRequest) => (refusals-- > 0 ? pruned : stub.edit(request)),
    }),
  });
  const submit = () =>
    callWith(bindings, `${path}/ops`, {
      method: 'POST',
      token,
      body: { baseVersion: 9_000, delta: [{ insert: 'x' }] },
    });
  const { version } = await expectJson(200, `${path}/content`, { token });
  const committed = await submit();
  expect(committed.status).toBe(200);
  expect(await committed.json()).toMatchObject({ version: version + 1 });
  refusals = 100;
  const refused = await submit();
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: 'document_busy' });
});

test('a version of long ago is brought back, and work of long ago undone', async () => {
  const post = (body: unknown) => ({ method: 'POST', token, body });
  const content = async () => (await expectJson(200, `${path}/content`, { token })).ops;
  const before = await content();
  const { version } = await expectJson(200, `${path}/revert`, post({ version: 1_234 }));
  expect(canonicalJson(await content())).toBe(canonicalJson(textAt(past, 1_234)));
  await expectJson(200, `${path}/revert`, post({ version: version - 1 }));
  expect(canonicalJson(await content())).toBe(canonicalJson(before));
  const undone = await expectJson(
    200,
    `${path}/revert`,
    post({ author: past.grace.id, from: 100, to: 9_100 }),
  );
  expect(undone.version).toBe(version + 2);
});

test('a snapshot that is lost costs time and nothing else; what cannot be read is said to be so', async () => {
  const { docId } = past;
  const read = async (version: number, bindings: Env = env) => {
    const answer = await callWith(bindings, `${path}/history?version=${version}`, { token });
    return { status: answer.status, body: (await answer.json()) as Json };
  };
  const expected = canonicalJson(textAt(past, 2_100));
  const text = async (bindings?: Env) => {
    const { status, body } = await read(2_100, bindings);
    return status === 200 ? canonicalJson(body.ops) : `${status} ${body.code}`;
  };
  const kept = await env.ARCHIVE.get(snapshotKey(docId, 2_000)).then((object) => object?.text());
  for (const broken of [
    null,
    '',
    '{"version":2000,"ops":[{"insert":"no end"}]}',
    '{"version":1999,"ops":[]}',
  ]) {
    if (broken === null) await env.ARCHIVE.delete(snapshotKey(docId, 2_000));
    else await env.ARCHIVE.put(snapshotKey(docId, 2_000), broken);
    expect(await text()).toBe(expected);
  }
  await env.ARCHIVE.put(snapshotKey(docId, 2_000), kept as string);

  const down = async () => {
    throw new Error('down');
  };
  expect(await text(faultyEnv({ documents: () => ({ read: down, frames: down }) }))).toBe(expected);
  const archiveDown = faultyEnv({ archive: { get: down, list: down } });
  expect(await text(archiveDown)).toBe('503 history_unavailable');
  // The Document reads versions near one of its checkpoints without the archive.
  const head = await expectJson(200, `${path}/content`, { token });
  expect(await read(head.version, archiveDown)).toMatchObject({ status: 200, body: { ops: head.ops } });

  const [ref] = await listSegments(env.ARCHIVE, docId, 2_050);
  const key = segmentKey(docId, ref?.from as number, ref?.to as number);
  const segment = await env.ARCHIVE.get(key).then((object) => object?.text());
  await env.ARCHIVE.delete(key);
  expect(await text()).toBe('503 history_unavailable');
  await env.ARCHIVE.put(key, segment as string);
  expect(await text()).toBe(expected);
});
