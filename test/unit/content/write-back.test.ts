import { describe, expect, test } from 'vitest';
import { writeBack } from '../../../src/content/write-back.ts';
import { blocksOf } from '../../../src/formats/blocks/blocks.ts';
import { documentOf, linesOf } from '../../../src/formats/blocks/lines.ts';
import { writeMarkdown } from '../../../src/formats/markdown/write.ts';
import { compose } from '../../../src/ot/compose.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Attributes, Delta } from '../../../src/ot/op.ts';
import { anyDocument } from '../../support/format-documents.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';

const DOC = 'document';

/** The document with this word at the beginning of a line of it that Markdown shows. */
function withWord(random: Random, document: Delta, word: string, marks: Attributes): Delta {
  const lines = linesOf(document);
  const at = random.int(lines.length);
  const line = lines[at] as (typeof lines)[number];
  return documentOf(
    lines.with(at, { ...line, runs: [{ insert: `${word} `, attributes: marks }, ...line.runs] }),
  );
}

function placeOf(document: Delta, word: string): number {
  let position = 0;
  for (const op of document) {
    const text = 'insert' in op && typeof op.insert === 'string' ? op.insert : '\0';
    const at = text.indexOf(word);
    if (at >= 0) return position + at;
    position += text.length;
  }
  return -1;
}

test('Markdown that comes back unchanged changes nothing in any document', () => {
  forSeeds(300, (seed) => {
    const document = anyDocument(new Random(seed), 10);
    expect(writeBack(document, writeMarkdown(document).markdown, DOC).delta).toEqual([]);
  });
});

test('one changed word is an operation of that word, and keeps its colour', () => {
  forSeeds(500, (seed) => {
    const random = new Random(seed);
    const marks: Attributes = random.chance(0.5) ? { color: '#b42318' } : {};
    const document = withWord(random, anyDocument(random, 10, { inOrder: true }), 'needle', marks);
    // Rows that concurrent edits left out of order are put in order by any change, which the next test covers.
    if (!isInOrder(document)) return;
    const { markdown } = writeMarkdown(document);
    const { delta } = writeBack(document, markdown.replace('needle', 'thread'), DOC);
    const at = placeOf(document, 'needle');
    const inserted = { insert: 'thread', ...(Object.keys(marks).length > 0 && { attributes: marks }) };
    expect(delta, markdown).toEqual([...(at > 0 ? [{ retain: at }] : []), inserted, { delete: 6 }]);
  });
});

test('one changed word is the only difference of what Markdown says, also in a table of any form', () => {
  forSeeds(200, (seed) => {
    const random = new Random(seed);
    const document = withWord(random, anyDocument(random, 10), 'needle', {});
    const { markdown } = writeMarkdown(document);
    const wanted = markdown.replace('needle', 'thread');
    const now = compose(document, writeBack(document, wanted, DOC).delta);
    expect(writeMarkdown(now).markdown).toBe(wanted);
  });
});

function isInOrder(document: Delta): boolean {
  return blocksOf(document).every(
    (block) =>
      block.kind !== 'table' ||
      block.rows.every(({ cells }) =>
        cells.every(({ column }, at) => at === 0 || column > (cells[at - 1]?.column ?? 0)),
      ),
  );
}

test('a paragraph that is added leaves everything else as it was', () => {
  forSeeds(150, (seed) => {
    const document = anyDocument(new Random(seed), 8);
    if (!isInOrder(document)) return;
    const { markdown } = writeMarkdown(document);
    const { delta } = writeBack(document, `# fresh words\n\n${markdown.replace(/^\*\*\*/, '---')}`, DOC);
    const now = compose(document, delta);
    expect(
      delta.every((op) => !('delete' in op)),
      JSON.stringify(delta),
    ).toBe(true);
    expect(documentLength(now)).toBe(documentLength(document) + 'fresh words\n'.length);
  });
});

test('a document with an empty line between each two paragraphs keeps all of them', () => {
  const document: Delta = Array.from({ length: 1_500 }, (_, at) => [
    { insert: `paragraph ${at}`, attributes: { color: at % 2 ? 'red' : 'blue' } },
    { insert: '\n\n' },
  ]).flat();
  const { markdown } = writeMarkdown(document);
  const { delta } = writeBack(document, markdown.replace('paragraph 700\n', 'sentence 700\n'), DOC);
  expect(delta).toEqual([
    { retain: documentLength(document.slice(0, 1_400)) },
    { insert: 'sentence', attributes: { color: 'blue' } },
    { delete: 'paragraph'.length },
  ]);
});

describe('a table', () => {
  const table: Delta = [
    { insert: 'a\n', attributes: { cell: 't.1.x', 'cell-head': true, 'cell-width': 90 } },
    { insert: 'b\n', attributes: { cell: 't.1.y', 'cell-head': true } },
    { insert: '1\n', attributes: { cell: 't.2.x' } },
    { insert: '2', attributes: { color: 'red' } },
    { insert: '\n', attributes: { cell: 't.2.y' } },
    { insert: 'end\n' },
  ];

  test('gets a row, and keeps its ids and what Markdown cannot say', () => {
    const { markdown } = writeMarkdown(table);
    const { delta } = writeBack(table, markdown.replace('| 1 | 2 |', '| 8 | 9 |\n| 1 | 2 |'), DOC);
    const cells = compose(table, delta).map((op) => ('insert' in op ? op : null));
    expect(cells.filter((op) => op?.attributes?.color === 'red')).toHaveLength(1);
    expect(cells[0]).toEqual(table[0]);
    const rows = cells.map((op) => String(op?.attributes?.cell ?? ''));
    expect(rows.filter((cell) => cell.startsWith('t.2.'))).toEqual(['t.2.x', 't.2.y']);
    const added = rows.filter((cell) => /^t\.[a-z0-9]{5,}\.[xy]$/.test(cell));
    expect(added.map((cell) => cell.slice(-1))).toEqual(['x', 'y']);
  });

  test('gets a cell that is not there when words are written into it', () => {
    const short = table.filter((op) => 'insert' in op && op.insert !== 'b\n');
    const { markdown } = writeMarkdown(short);
    const now = compose(short, writeBack(short, markdown.replace('| a |  |', '| a | new |'), DOC).delta);
    expect(writeMarkdown(now).markdown).toContain('| a | new |');
    expect(now[2]).toMatchObject({ attributes: { cell: 't.1.y' } });
  });

  test('gets a column', () => {
    const { markdown } = writeMarkdown(table);
    const wider = markdown
      .replace('| a | b |', '| a | n | b |')
      .replace('| --- | --- |', '| --- | --- | --- |')
      .replace('| 1 | 2 |', '| 1 | m | 2 |');
    const now = compose(table, writeBack(table, wider, DOC).delta);
    const cells = now.flatMap((op) =>
      'insert' in op && op.attributes?.cell ? [String(op.attributes.cell)] : [],
    );
    expect(cells.map((cell) => cell.replace(/\.[a-z0-9]{5,}$/, '.new'))).toEqual([
      't.1.x',
      't.1.new',
      't.1.y',
      't.2.x',
      't.2.new',
      't.2.y',
    ]);
  });
});
