import { describe, expect, test } from 'vitest';
import { normalise } from '../../../src/ot/canonical.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { markAuthors, markChanges, markInsertions } from '../../../web/app/history/marked-text.ts';
import { Random } from '../../support/random.ts';
import { documentText, randomDocument } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

const ada = (type: 'insert' | 'delete' | 'format') => ({ type, author: 'ada' });

describe('changes', () => {
  test('are marked as their authors’, and found where they are', () => {
    const { document, spots } = markChanges([
      { insert: 'The ' },
      { insert: 'quick', change: ada('delete') },
      { insert: 'slow', change: { type: 'insert', author: 'ben' } },
      { insert: ' fox ' },
      { insert: 'jumps', attributes: { bold: true }, change: ada('format') },
      { insert: '\n' },
    ]);
    expect(document).toEqual([
      { insert: 'The ' },
      { insert: 'quick', attributes: { Mark: 'delete ada' } },
      { insert: 'slow', attributes: { Mark: 'insert ben' } },
      { insert: ' fox ' },
      { insert: 'jumps', attributes: { bold: true, Mark: 'format ada' } },
      { insert: '\n' },
    ]);
    expect(spots).toEqual([
      {
        index: 4,
        length: 9,
        inserted: 'slow',
        deleted: 'quick',
        formatOnly: false,
        authors: ['ada', 'ben'],
        accepted: [],
      },
      { index: 18, length: 5, inserted: '', deleted: '', formatOnly: true, authors: ['ada'], accepted: [] },
    ]);
  });

  test('that were suggested name who accepted them, each two users once', () => {
    const accepted = (type: 'insert' | 'delete') => ({ type, author: 'ben', acceptedBy: 'ada' });
    const { document, spots } = markChanges([
      { insert: 'quick', change: accepted('delete') },
      { insert: 'slow', change: accepted('insert') },
      { insert: 'er', change: { type: 'insert', author: 'ben' } },
      { insert: '\n' },
    ]);
    expect(document.map((op) => 'insert' in op && op.attributes?.Mark)).toEqual([
      'delete ben ada',
      'insert ben ada',
      'insert ben',
      undefined,
    ]);
    expect(spots).toMatchObject([{ authors: ['ben'], accepted: [{ suggester: 'ben', by: 'ada' }] }]);
  });

  test('of line ends can be seen, but not twice', () => {
    const { document } = markChanges([
      { insert: 'one' },
      { insert: '\n', change: ada('insert') },
      { insert: 'two\n\n', change: ada('insert') },
      { insert: 'three' },
      { insert: '\n', attributes: { header: 1 }, change: ada('format') },
    ]);
    expect(document).toEqual([
      { insert: 'one' },
      { insert: '¶', attributes: { Mark: 'insert ada' } },
      { insert: '\n' },
      { insert: 'two', attributes: { Mark: 'insert ada' } },
      { insert: '\n' },
      { insert: '¶', attributes: { Mark: 'insert ada' } },
      { insert: '\n' },
      { insert: 'three' },
      { insert: '¶', attributes: { Mark: 'format ada' } },
      { insert: '\n', attributes: { header: 1 } },
    ]);
  });
});

describe('authors', () => {
  test('are marked over the whole text, whatever its runs, and change none of it', () => {
    forSeeds(100, (seed) => {
      const random = new Random(seed);
      const document = randomDocument(random, 30);
      const runs = [];
      for (let left = documentLength(document); left > 0; ) {
        const length = random.between(1, left);
        runs.push({ length, author: random.pick(['ada', 'ben', null]) });
        left -= length;
      }
      const marked = markAuthors(document, runs);
      expect(documentText(marked)).toBe(documentText(document));
      expect(normalise(marked.map(unmarked))).toEqual(normalise(document));
      const authors = runs.flatMap(({ length, author }) => Array.from({ length }, () => author));
      const text = documentText(document);
      let index = 0;
      for (const op of marked) {
        if (!('insert' in op)) throw new Error('not a document');
        const mark = op.attributes?.Mark;
        for (let end = index + documentLength([op]); index < end; index++) {
          const author = text[index] === '\n' ? null : authors[index];
          expect(mark ?? null, `at ${index}`).toBe(author === null ? null : `author ${author}`);
        }
      }
    });
  });

  test('of an operation are marked on what it inserts alone', () => {
    const delta: Delta = [{ retain: 3 }, { insert: 'a\nb', attributes: { bold: true } }, { delete: 2 }];
    expect(markInsertions(delta, { author: 'ada' })).toEqual([
      { retain: 3 },
      { insert: 'a', attributes: { bold: true, Mark: 'author ada' } },
      { insert: '\n', attributes: { bold: true } },
      { insert: 'b', attributes: { bold: true, Mark: 'author ada' } },
      { delete: 2 },
    ]);
  });

  test('of another text are refused', () => {
    expect(() => markAuthors([{ insert: 'ab\n' }], [{ length: 1, author: 'ada' }])).toThrow('end before');
  });
});

function unmarked(op: Op): Op {
  if (!('insert' in op) || op.attributes === undefined) return op;
  const { Mark: _, ...attributes } = op.attributes;
  return Object.keys(attributes).length > 0 ? { insert: op.insert, attributes } : { insert: op.insert };
}
