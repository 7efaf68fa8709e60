import { expect, test } from 'vitest';
import type { Stroke } from '../../../src/content/stroke.ts';
import { MarkedDiff, type MarkedOp } from '../../../src/features/history/marked-diff.ts';
import { composeAttributes } from '../../../src/ot/attributes.ts';
import { canonicalJson, normalise } from '../../../src/ot/canonical.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';
import { randomLog } from './frames.ts';

const T = 1_700_000_000_000;

function by(version: number, author: string, at = T): Stroke {
  return { author, version, at, since: at };
}

function shown(diff: MarkedDiff) {
  return [...diff.ops()].map(({ insert, attributes, change }) => [
    insert,
    ...(attributes === undefined ? [] : [attributes]),
    ...(change === undefined ? [] : [`${change.type} ${change.by.author} ${change.by.version}`]),
    ...(change?.type === 'format' ? [change.before] : []),
  ]);
}

/** The text of one side, from the marked text. */
function side(ops: readonly MarkedOp[], which: 'before' | 'after'): Delta {
  const drop = which === 'before' ? 'insert' : 'delete';
  return normalise(
    ops
      .filter(({ change }) => change?.type !== drop)
      .map(({ insert, attributes, change }): Op => {
        const formats =
          which === 'before' && change?.type === 'format'
            ? composeAttributes(attributes, change.before, false)
            : attributes;
        return formats === undefined ? { insert } : { insert, attributes: formats };
      }),
  );
}

test('insertions, deletions and formats are marked with their author', () => {
  const diff = new MarkedDiff([{ insert: 'one two', attributes: { bold: true } }, { insert: '\n' }]);
  diff.apply([{ retain: 4 }, { insert: 'x' }, { delete: 3 }], by(6, 'ada'));
  diff.apply([{ retain: 5 }, { insert: 'y' }], by(7, 'grace'));
  diff.apply([{ retain: 3, attributes: { bold: null, italic: true } }], by(8, 'linus'));
  diff.apply([{ retain: 5, attributes: { color: '#f00' } }], by(9, 'alan'));
  diff.apply([{ retain: 3, attributes: { color: null } }], by(10, 'alan'));
  expect(shown(diff)).toEqual([
    ['one', { italic: true }, 'format alan 10', { bold: true, italic: null }],
    [' ', { bold: true, color: '#f00' }, 'format alan 9', { color: null }],
    ['x', { color: '#f00' }, 'insert ada 6'],
    ['y', 'insert grace 7'],
    ['two', { bold: true }, 'delete ada 6'],
    ['\n'],
  ]);
});

test('text that came and went in between, and a format that was undone, are no change', () => {
  const diff = new MarkedDiff([{ insert: 'ab\n' }]);
  diff.apply([{ retain: 1 }, { insert: 'x' }], by(1, 'ada'));
  diff.apply([{ retain: 1 }, { delete: 1 }], by(2, 'grace'));
  diff.apply([{ retain: 2, attributes: { bold: true } }], by(3, 'ada'));
  diff.apply([{ retain: 2, attributes: { bold: null } }], by(4, 'ada'));
  expect(shown(diff)).toEqual([['ab\n']]);
});

test('typing and deleting within a minute is one mark, of its newest version', () => {
  const diff = new MarkedDiff([{ insert: 'abc\n' }]);
  diff.apply([{ retain: 2 }, { delete: 1 }], by(1, 'ada', T));
  diff.apply([{ retain: 1 }, { delete: 1 }], by(2, 'ada', T + 1));
  diff.apply([{ delete: 1 }], by(3, 'ada', T + 2));
  diff.apply([{ insert: 'x' }], by(4, 'ada', T + 3));
  diff.apply([{ retain: 1 }, { insert: 'y' }], by(5, 'ada', T + 4));
  diff.apply([{ retain: 2 }, { insert: 'z' }], by(6, 'ada', T + 60_000));
  expect(shown(diff)).toEqual([['xyz', 'insert ada 6'], ['abc', 'delete ada 3'], ['\n']]);
});

test('without deletions it is the text after, without insertions and with the formats of then the text before', () => {
  forSeeds(300, (seed) => {
    const random = new Random(seed);
    const { frames, texts } = randomLog(random, {
      frames: seed % 50 === 0 ? 700 : random.between(1, 40),
      authors: ['ada', 'grace', 'linus'],
    });
    const from = random.int(texts.length);
    const to = random.between(from, texts.length - 1);
    const diff = new MarkedDiff(texts[from] as Delta);
    const written = new Map<number, string | null>();
    for (const each of frames) {
      for (const [i, { delta }] of each.entries.entries()) {
        const version = each.first + i;
        if (version <= from || version > to) continue;
        const author = each.authors[i] as string;
        written.set(version, author);
        diff.apply(delta, by(version, author, each.at));
      }
    }
    const ops = [...diff.ops()];
    expect(canonicalJson(side(ops, 'before'))).toBe(canonicalJson(texts[from] as Delta));
    expect(canonicalJson(side(ops, 'after'))).toBe(canonicalJson(texts[to] as Delta));
    for (const { change } of ops) {
      if (change !== undefined) expect(change.by.author).toBe(written.get(change.by.version));
    }
  });
});
