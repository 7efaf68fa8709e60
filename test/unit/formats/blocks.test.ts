import { expect, test } from 'vitest';
import { blocksOf, deltaOf } from '../../../src/formats/blocks/blocks.ts';
import type { Block } from '../../../src/formats/blocks/model.ts';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { anyDocument } from '../../support/format-documents.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';

test('a document is the same after it was blocks, with any formats', () => {
  forSeeds(500, (seed) => {
    const document = anyDocument(new Random(seed), 20);
    expect(canonicalJson(deltaOf(blocksOf(document)))).toBe(canonicalJson(document));
  });
});

/** The kinds of blocks, nested as they are, with the text of their lines. */
function outline(blocks: readonly Block[]): unknown[] {
  return blocks.map((block) => {
    if (block.kind === 'list')
      return block.items.map(({ line, children }) => [textOf(line), ...outline(children)]);
    if (block.kind === 'table')
      return block.rows.map(({ cells }) =>
        Object.fromEntries(cells.map((cell) => [block.columns[cell.column]?.id, outline(cell.blocks)])),
      );
    if (block.kind === 'callout') return { [block.callout]: outline(block.blocks) };
    if (block.kind === 'code' || block.kind === 'quote') return { [block.kind]: block.lines.map(textOf) };
    return textOf(block.line);
  });
}

function textOf({ runs }: { runs: readonly { insert: unknown }[] }): string {
  return runs.map(({ insert }) => (typeof insert === 'string' ? insert : '*')).join('');
}

function lines(...all: [string, Record<string, unknown>?][]): Delta {
  return all.flatMap(([text, attributes]) => [
    ...(text === '' ? [] : [{ insert: text }]),
    attributes === undefined ? { insert: '\n' } : ({ insert: '\n', attributes } as never),
  ]);
}

test('items nest by their depth, with what stands one level deeper', () => {
  const document = lines(
    ['a', { list: 'bullet' }],
    ['more of a', { indent: 1 }],
    ['x', { 'code-block': true, indent: 1 }],
    ['b', { list: 'bullet', indent: 1 }],
    ['c', { list: 'ordered', indent: 3 }],
    ['more of b', { indent: 2 }],
    ['d', { list: 'checked' }],
    ['e', { list: 'ordered' }],
    ['after', { indent: 2 }],
  );
  expect(outline(blocksOf(document))).toEqual([
    [['a', 'more of a', { code: ['x'] }, [['b', [['c']], 'more of b']]], ['d']],
    [['e']],
    'after',
  ]);
});

test('columns stand where their rows first show them, and what comes again later is a further row', () => {
  const document = lines(
    ['a1', { cell: 't.1.a' }],
    ['c1', { cell: 't.1.c' }],
    ['a2', { cell: 't.2.a' }],
    ['b2', { cell: 't.2.b', 'cell-width': 40 }],
    ['b2 again', { cell: 't.2.b' }],
    ['first', { cell: 't.3.z' }],
    ['c again', { cell: 't.1.c', 'cell-head': true }],
    ['other', { cell: 'u.1.a' }],
    ['end'],
  );
  const [table, other, end] = blocksOf(document);
  expect(outline([table as Block])).toEqual([
    [{ a: ['a1'], c: ['c1'] }, { a: ['a2'], b: ['b2', 'b2 again'] }, { z: ['first'] }, { c: ['c again'] }],
  ]);
  expect(table?.kind === 'table' && table.columns).toEqual([
    { id: 'z', width: null },
    { id: 'a', width: null },
    { id: 'b', width: 40 },
    { id: 'c', width: null },
  ]);
  expect(other?.kind === 'table' && other.id).toBe('u');
  expect(end?.kind).toBe('paragraph');
});

test('a callout holds lists and quotes', () => {
  const document = lines(
    ['a', { callout: 'note' }],
    ['b', { callout: 'note', list: 'bullet' }],
    ['c', { callout: 'tip', blockquote: true }],
    ['d', { 'code-block': 'ts' }],
    ['e', { 'code-block': 'ts' }],
  );
  expect(outline(blocksOf(document))).toEqual([
    { note: ['a', [['b']]] },
    { tip: [{ quote: ['c'] }] },
    { code: ['d', 'e'] },
  ]);
});
