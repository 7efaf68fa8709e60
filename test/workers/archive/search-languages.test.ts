import { env } from 'cloudflare:workers';
import { eq, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { foldSearch } from '../../../src/background/sweep/fold-search.ts';
import { randomId } from '../../../src/base/ids.ts';
import { database } from '../../../src/platform/db/database.ts';
import { documents } from '../../../src/platform/db/schema.ts';
import { indexText, matches, titleTerms, UNFOLDED } from '../../../src/platform/db/search.ts';
import { SEARCH_CASES } from '../../support/search-cases.ts';

const db = database(env.DB);

describe('matches what readers of each language expect', () => {
  const docIds: string[] = [];

  beforeAll(async () => {
    for (const [, text] of SEARCH_CASES) {
      const docId = await storedDocument();
      docIds.push(docId);
      await db.batch([...indexText(db, docId, { version: 9, excerpt: '', body: text }, undefined)]);
    }
  });

  test.each(SEARCH_CASES.map((searchCase, i) => [...searchCase, i] as const))(
    '%s: in "%s" the query "%s" is found: %s',
    async (_, text, query, found, i) => {
      const docId = docIds[i] as string;
      expect(await finds(docId, query)).toBe(found);
      // A title is folded as a text is.
      await db
        .update(documents)
        .set({ title: text, searchTitle: titleTerms(text) })
        .where(eq(documents.id, docId));
      await db.batch([...indexText(db, docId, { version: 10 + i, excerpt: '', body: '' }, undefined)]);
      expect(await finds(docId, query)).toBe(found);
    },
  );
});

describe('rows that a release from before this index wrote', () => {
  test('are found by the first index until the sweep folds them, and by every reader then', async () => {
    const docIds: string[] = [];
    for (let i = 0; i < 45; i++) {
      const docId = await storedDocument();
      docIds.push(docId);
      await writtenBefore(docId, `Bericht ${i}`, '季度销售报告 Über');
    }
    const [first] = docIds as [string];
    expect(await finds(first, 'bericht uber')).toBe(true);
    expect(await finds(first, '季度')).toBe(true);
    expect(await finds(first, '销售')).toBe(false);

    let clock = 0;
    // Each reading of the clock takes 4 s: the run ends before all pages are folded, and the next one continues.
    const folded = await foldSearch(db, () => (clock += 4_000));
    expect(folded).toBeGreaterThan(0);
    expect(folded).toBeLessThan(45);
    expect(folded + (await foldSearch(db))).toBe(45);
    expect(await foldSearch(db)).toBe(0);
    for (const docId of docIds) {
      expect(await finds(docId, 'bericht uber')).toBe(true);
      expect(await finds(docId, '销售')).toBe(true);
    }
    // The first index is no longer used for them.
    await env.DB.prepare("UPDATE documents_fts SET body = 'leftover'").run();
    expect(await finds(first, 'leftover')).toBe(false);
  });

  test('a title that such a release writes over a folded one is found, and folded again', async () => {
    const docId = await storedDocument();
    await foldSearch(db);
    await env.DB.prepare('UPDATE documents SET title = ? WHERE id = ?').bind('年度销售报告', docId).run();
    expect(await finds(docId, '年度')).toBe(true);
    expect(await foldSearch(db)).toBe(1);
    expect(await finds(docId, '销售')).toBe(true);
  });

  test('are listed by an index', async () => {
    const statement = db.select({ id: documents.id }).from(documents).where(UNFOLDED).limit(1).toSQL();
    const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${statement.sql}`)
      .bind(...statement.params)
      .all<{ detail: string }>();
    expect(plan.results.map(({ detail }) => detail).join()).toContain('documents_unfolded');
  });
});

/** Only a row: no Document and no queue that would index it meanwhile. */
async function storedDocument(): Promise<string> {
  const id = randomId();
  const numbers = {
    version: 0,
    length: 1,
    size: 0,
    archivedVersion: 0,
    snapshotVersion: 0,
    accessEpoch: 1,
  };
  const times = { createdAt: 0, updatedAt: 0, touchedAt: 0 };
  const texts = { title: 'Notes', searchTitle: titleTerms('Notes'), excerpt: '' };
  await db.insert(documents).values({ id, ownerId: 'u', ...texts, ...numbers, ...times });
  return id;
}

/** As the previous release wrote them: the title by its statement, the text into the first index. */
async function writtenBefore(docId: string, title: string, body: string): Promise<void> {
  await env.DB.batch([
    env.DB.prepare('UPDATE documents SET title = ?, indexed_version = 7 WHERE id = ?').bind(title, docId),
    env.DB.prepare(
      'UPDATE documents_fts SET body = ? WHERE rowid = (SELECT rowid FROM documents WHERE id = ?)',
    ).bind(body, docId),
  ]);
}

async function finds(docId: string, query: string): Promise<boolean> {
  const condition = matches(query) ?? sql`FALSE`;
  const rows = await db
    .select({ id: documents.id })
    .from(documents)
    .where(sql`${eq(documents.id, docId)} AND ${condition}`);
  return rows.length > 0;
}
