import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import { composeFold } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { transformAfter } from '../../../src/ot/transform.ts';
import { writeSegment } from '../../../src/platform/archive/segment-store.ts';
import { chained, segmentOf } from '../../support/frames.ts';
import { expectJson, type Json } from '../support/api.ts';
import { type Past, pastOfTwo, textAt } from '../support/history.ts';

// Operations that were committed together, as several concurrent authors produce them.
const FRAMES: Delta[][] = [
  [[{ insert: 'one' }], [{ retain: 3 }, { insert: ' two' }]],
  [[{ insert: '> ' }], [{ delete: 1 }], [{ retain: 1 }, { retain: 3, attributes: { bold: true } }]],
  [[{ retain: 4 }, { insert: '!' }]],
];

/** The document of this archived log. */
async function archivedPast(): Promise<Past> {
  const past = await pastOfTwo();
  const { docId, ada, grace, stub } = past;
  const authors = [ada.id, grace.id, ada.id];
  const frames = chained(
    FRAMES.map((deltas, i) => ({ deltas, author: authors[i] as string, at: 1_700_000_000_000 + i })),
  );
  const last = frames.at(-1)?.last as number;
  await writeSegment(env.ARCHIVE, segmentOf(docId, frames, 0, last));
  await env.DB.prepare(
    'UPDATE documents SET version = ?1, reconciled_version = ?1, reconciled_chain = ?2 WHERE id = ?3',
  )
    .bind(last, frames.at(-1)?.chain, docId)
    .run();
  expect(await stub.recover({ docId, version: last })).toMatchObject({ ok: true });
  for (const frame of frames) {
    for (const { delta } of frame.entries) past.ops.push({ author: frame.authors[0] as string, delta });
  }
  return past;
}

test('versions inside of what was committed together are versions like all others', async () => {
  const past = await archivedPast();
  const { docId, ada } = past;
  const path = `/v1/docs/${docId}`;
  const get = (read: string): Promise<Json> => expectJson(200, `${path}/${read}`, { token: ada.token });
  for (let version = 0; version <= past.ops.length; version++) {
    const { ops } = await get(`history?version=${version}`);
    expect(canonicalJson(ops)).toBe(canonicalJson(textAt(past, version)));
    const { runs } = await get(`attribution?version=${version}`);
    const text = textAt(past, version).map((op) => ('insert' in op ? op.insert : ''));
    expect(runs.map(({ text }: Json) => text).join('')).toBe(text.join(''));
  }
  expect((await get('diff?from=1&to=4')).ops).toEqual([
    { insert: ' ', change: expect.objectContaining({ type: 'insert', version: 3 }) },
    { insert: 'one' },
    { insert: ' two', change: expect.objectContaining({ type: 'insert', version: 2 }) },
    { insert: '\n' },
  ]);
  expect((await get('ops?from=1&limit=2')).items.map(({ version }: Json) => version)).toEqual([2, 3]);
});

test('an operation on such a version is carried over its members, then over whole frames', async () => {
  const past = await archivedPast();
  const { docId, ada } = past;
  const delta: Delta = [{ retain: 1 }, { insert: 'x' }];
  const units = [FRAMES[0]?.[1] as Delta, composeFold(FRAMES[1] as Delta[]), FRAMES[2]?.[0] as Delta];
  const committed = await expectJson(200, `/v1/docs/${docId}/ops`, {
    method: 'POST',
    token: ada.token,
    body: { baseVersion: 1, delta },
  });
  expect(committed).toEqual({
    version: 7,
    delta: units.reduce<Delta>((carried, unit) => transformAfter(carried, unit), delta),
  });
});

test('such a version is named at the end of what was committed together', async () => {
  const { docId, ada } = await archivedPast();
  const path = `/v1/docs/${docId}/snapshots`;
  const request = { method: 'PATCH', token: ada.token, body: { name: 'Inside' } };
  expect(await expectJson(200, `${path}/4`, request)).toMatchObject({ version: 5, name: 'Inside' });
  expect((await expectJson(200, path, { token: ada.token })).items).toMatchObject([{ version: 5 }]);
});
