import { env } from 'cloudflare:workers';
import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { textToIndex } from '../../../src/archiving/text-to-index.ts';
import { database } from '../../../src/platform/db/database.ts';
import { documents } from '../../../src/platform/db/schema.ts';
import { matches } from '../../../src/platform/db/search.ts';
import { call } from '../support/api.ts';
import { edit, rowOf, statusOf, type Written, write, written } from '../support/archived.ts';
import { deliver, nudge } from '../support/queue.ts';

async function finds(query: string, { owner }: Written): Promise<string[]> {
  const condition = matches(query);
  if (condition === null) return [];
  const rows = await database(env.DB)
    .select({ id: documents.id })
    .from(documents)
    .where(and(eq(documents.ownerId, owner.id), condition));
  return rows.map(({ id }) => id);
}

test('a title is found at once, by every way to write it, and the text once it is archived', async () => {
  const document = await written([
    { insert: 'Über den Wolken\n' },
    { insert: { divider: true } },
    { insert: 'frei\n' },
  ]);
  const { docId, owner } = document;
  expect(await finds('notes', document)).toEqual([docId]);
  expect(await finds('wolken', document)).toEqual([]);
  expect(await nudge(docId)).toBe('ack');
  for (const query of ['wolken', 'UBER wol', 'notes frei', '"den', 'frei* -den'])
    expect(await finds(query, document)).toEqual([docId]);
  // The index's operators are ordinary words in a query.
  for (const query of [
    '',
    '  "* ',
    'regen',
    'olken',
    'wolken OR regen',
    'NEAR(frei)',
    'title:notes NOT regen',
  ])
    expect(await finds(query, document)).toEqual([]);

  await call(`/v1/docs/${docId}`, { method: 'PATCH', token: owner.token, body: { title: 'Freiheit' } });
  expect(await finds('notes', document)).toEqual([]);
  expect(await finds('freiheit wolken', document)).toEqual([docId]);
  await env.DB.prepare('DELETE FROM documents WHERE id = ?').bind(docId).run();
  const left = await env.DB.prepare(
    "SELECT count(*) AS n FROM documents_search WHERE documents_search MATCH 'freiheit'",
  ).first();
  expect(left).toEqual({ n: 0 });
});

// As if D1's last change had been in another minute.
async function longAgo(docId: string): Promise<void> {
  await env.DB.prepare('UPDATE documents SET updated_at = 0 WHERE id = ?').bind(docId).run();
}

test('while people write the index follows once a minute', async () => {
  const document = await written([{ insert: 'text\n' }]);
  const { docId } = document;
  expect(await nudge(docId)).toBe('ack');
  expect((await rowOf(docId)).indexedVersion).toBe(1);
  await longAgo(docId);
  await write(document, 2);
  expect(await nudge(docId)).toBe('ack');
  expect((await rowOf(docId)).indexedVersion).toBe(3);
});

test('a busy document is left alone: its checkpoints serve', async () => {
  const document = await written([{ insert: 'text\n' }]);
  const { docId, stub } = document;
  await write(document, 2);
  const row = await rowOf(docId);
  const busy = { versions: 501, at: Date.now() };
  expect(await textToIndex(stub, row, await statusOf(stub), busy)).toBeNull();
  await stub.makeCheckpoint();
  await write(document, 1);
  const index = await textToIndex(stub, row, await statusOf(stub), busy);
  expect(index).toMatchObject({ version: 3, excerpt: '21text' });
  expect(await textToIndex(stub, row, await statusOf(stub), { ...busy, versions: 5 })).toMatchObject({
    version: 4,
  });
});

test('a long text is indexed as of its checkpoints, and its beginning only', async () => {
  const document = await written([{ insert: `Anfang ${'Mitte '.repeat(60_000)}Ende\n` }]);
  const { docId, stub, owner } = document;
  expect(await nudge(docId)).toBe('ack');
  // Long contents are split into operations: the first may have been indexed at once.
  const before = (await rowOf(docId)).indexedVersion;
  await edit(stub, owner.id, (await statusOf(stub)).version, [{ insert: 'Vorwort ' }]);
  expect(await nudge(docId)).toBe('ack');
  expect((await rowOf(docId)).indexedVersion).toBe(before);
  await stub.makeCheckpoint();
  await longAgo(docId);
  expect(await nudge(docId)).toBe('ack');
  const row = await rowOf(docId);
  expect(row.indexedVersion).toBe((await statusOf(stub)).version);
  expect(row.excerpt).toMatch(/^Vorwort Anfang Mitte .*$/);
  expect(row.excerpt).toHaveLength(200);
  expect(await finds('vorwort mitte', document)).toEqual([docId]);
  expect(await finds('ende', document)).toEqual([]);
});

test('the text of a snapshot is indexed with it', async () => {
  const document = await written([{ insert: 'Vom Winde verweht\n' }]);
  const { docId } = document;
  await deliver('document-snapshots', [{ docId, version: 1 }]);
  expect(await rowOf(docId)).toMatchObject({ indexedVersion: 1, excerpt: 'Vom Winde verweht' });
  expect(await finds('verweht', document)).toEqual([docId]);
});
