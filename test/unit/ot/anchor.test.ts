import { expect, test } from 'vitest';
import {
  type Anchor,
  anchorAt,
  moveAnchor,
  moveRange,
  REMEMBERED_UNITS,
  rangeOf,
} from '../../../src/ot/anchor.ts';
import { compose } from '../../../src/ot/compose.ts';
import { invert } from '../../../src/ot/invert.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { plainText } from '../../../src/ot/plain-text.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import { transformAfter } from '../../../src/ot/transform.ts';
import { Random } from '../../support/random.ts';
import { randomDocument, randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

/** A text with a range in brackets, and what happens to both; `shown` puts the brackets where the anchor is. */
class Scene {
  text: Delta;
  anchor: Anchor;
  regained = false;

  constructor(bracketed: string) {
    const [index, end] = [bracketed.indexOf('['), bracketed.indexOf(']') - 1];
    const plain = bracketed.replace(/[[\]]/g, '');
    this.text = [{ insert: `${plain}\n` }];
    this.anchor = anchorAt(index, plain.slice(index, end));
  }

  /** Applies an operation and returns its inverse. */
  apply(ops: Delta): Delta {
    const undo = invert(ops, this.text);
    ({ anchor: this.anchor, regained: this.regained } = moveAnchor(this.anchor, ops));
    this.text = compose(this.text, ops);
    return undo;
  }

  get shown(): string {
    const text = plainText(this.text).slice(0, -1);
    const { index, length } = rangeOf(this.anchor);
    return `${text.slice(0, index)}[${text.slice(index, index + length)}]${text.slice(index + length)}`;
  }
}

const shownAfter = (bracketed: string, ...operations: Delta[]): string => {
  const scene = new Scene(bracketed);
  for (const ops of operations) scene.apply(ops);
  return scene.shown;
};

test('what is inserted at the edges stays outside, inside belongs to it, deletions shrink it', () => {
  expect(shownAfter('a[bc]d', [{ retain: 1 }, { insert: 'X' }])).toBe('aX[bc]d');
  expect(shownAfter('a[bc]d', [{ retain: 3 }, { insert: 'X' }])).toBe('a[bc]Xd');
  expect(shownAfter('a[bc]d', [{ retain: 2 }, { insert: 'X' }])).toBe('a[bXc]d');
  expect(shownAfter('a[bc]d', [{ delete: 2 }])).toBe('[c]d');
  expect(shownAfter('a[bc]d', [{ retain: 2 }, { delete: 2 }])).toBe('a[b]');
  expect(shownAfter('a[bc]d', [{ insert: 'X' }, { delete: 1 }])).toBe('X[bc]d');
  expect(shownAfter('a[bc]d', [{ retain: 2, attributes: { bold: true } }])).toBe('a[bc]d');
});

test('an anchor of which nothing is left keeps its place', () => {
  const gone: Delta = [{ retain: 1 }, { delete: 2 }];
  expect(shownAfter('a[bc]d', gone)).toBe('a[]d');
  expect(shownAfter('a[bc]d', gone, [{ retain: 1 }, { insert: 'X' }])).toBe('aX[]d');
  expect(shownAfter('a[bc]d', gone, [{ delete: 2 }])).toBe('[]');
  expect(shownAfter('a[bc]d', [{ retain: 1 }, { insert: 'X' }, { delete: 2 }])).toBe('aX[]d');
});

test.each<[string, string, Delta]>([
  ['all of it', 'a[bcd]e', [{ retain: 1 }, { delete: 3 }]],
  ['its beginning', 'a[bcd]e', [{ retain: 1 }, { delete: 2 }]],
  ['its end', 'a[bcd]e', [{ retain: 2 }, { delete: 2 }]],
  ['both ends', 'a[bcd]e', [{ retain: 1 }, { delete: 1 }, { retain: 1 }, { delete: 1 }]],
  ['its middle', 'a[bcd]e', [{ retain: 2 }, { delete: 1 }]],
  ['typed over', 'a[bcd]e', [{ retain: 1 }, { insert: 'X' }, { delete: 3 }]],
  ['typed over its beginning', 'a[bcd]e', [{ retain: 1 }, { insert: 'X' }, { delete: 1 }]],
  ['typed over its end', 'a[bcd]e', [{ retain: 3 }, { insert: 'X' }, { delete: 1 }]],
  ['with its neighbours', 'a[bcd]e', [{ delete: 5 }]],
  ['its beginning with its neighbour', 'a[bcd]e', [{ delete: 2 }]],
  ['its end with its neighbour', 'a[bcd]e', [{ retain: 3 }, { delete: 2 }]],
])('undoing a deletion brings the range back: %s', (_, bracketed, ops) => {
  const scene = new Scene(bracketed);
  scene.apply(scene.apply(ops));
  expect(scene.shown).toBe(bracketed);
});

test('others write in between, and the undo still brings it back', () => {
  const scene = new Scene('one [two] three');
  let undo = scene.apply([{ retain: 4 }, { delete: 3 }]);
  for (const ops of [
    [{ insert: 'zero ' }],
    [{ retain: 9 }, { insert: 'X' }],
    [{ retain: 12 }, { insert: 'Y' }],
  ]) {
    scene.apply(ops);
    undo = transformAfter(undo, ops);
  }
  expect(scene.shown).toBe('zero one X[] tYhree');
  scene.apply(undo);
  expect([scene.shown, scene.regained]).toEqual(['zero one X[two] tYhree', true]);
});

test('whoever inserts it and however, but only exactly, and only where it was', () => {
  const gone = (): Scene => {
    const scene = new Scene('a[bcd]e');
    scene.apply([{ retain: 1 }, { delete: 3 }]);
    return scene;
  };
  const insert = (index: number, text: string): Delta => [{ retain: index }, { insert: text }];
  const typed = gone();
  typed.apply([{ retain: 1 }, { insert: 'b', attributes: { bold: true } }, { insert: 'cd' }]);
  expect(typed.shown).toBe('a[bcd]e');
  for (const [ops, shown] of [
    [insert(1, 'bcde'), 'abcde[]e'],
    [insert(1, 'bc'), 'abc[]e'],
    [insert(2, 'bcd'), 'a[]ebcd'],
    [insert(0, 'bcd'), 'bcda[]e'],
  ] as const) {
    const scene = gone();
    scene.apply(ops);
    expect([scene.shown, scene.regained]).toEqual([shown, false]);
  }
  // It was not taken for something else: the text still comes back later.
  const late = gone();
  late.apply(insert(1, 'bc'));
  late.apply(insert(3, 'bcd'));
  expect(late.shown).toBe('abc[bcd]e');
});

test('pieces come back from what is left outwards, and only those of the last deletion', () => {
  const scene = new Scene('a[bcdef]g');
  scene.apply([{ retain: 1 }, { delete: 2 }, { retain: 1 }, { delete: 2 }]);
  scene.apply([{ retain: 1 }, { insert: 'c' }]);
  expect(scene.shown).toBe('a[cd]g');
  scene.apply([{ retain: 3 }, { insert: 'e' }]);
  scene.apply([{ retain: 1 }, { insert: 'b' }]);
  expect(scene.shown).toBe('a[bcde]g');
  scene.apply([{ retain: 1 }, { delete: 1 }]);
  scene.apply([{ retain: 4 }, { insert: 'f' }]);
  expect(scene.shown).toBe('a[cde]fg');
});

test('a piece does not come back to a range of which nothing is left', () => {
  const scene = new Scene('a[bcd]e');
  scene.apply([{ retain: 1 }, { delete: 3 }]);
  scene.apply([{ retain: 1 }, { insert: 'd' }]);
  expect(scene.shown).toBe('ad[]e');
});

test('an insertion by somebody else inside a deleted range is kept, and what was deleted comes back beside it', () => {
  const scene = new Scene('a[bcd]e');
  scene.apply([{ retain: 2 }, { insert: 'Y' }]);
  const undo = scene.apply([{ retain: 1 }, { delete: 1 }, { retain: 1 }, { delete: 2 }]);
  expect(scene.shown).toBe('a[Y]e');
  scene.apply(undo);
  expect(scene.shown).toBe('a[bYcd]e');
  scene.apply([{ retain: 1 }, { delete: 1 }, { retain: 1 }, { delete: 2 }]);
  scene.apply([{ retain: 2 }, { insert: 'bcd' }]);
  expect(scene.shown).toBe('a[Ybcd]e');
});

test('up to 2,048 units are remembered, at the edges of a range of any length', () => {
  const long = 'x'.repeat(5_000);
  const deletion = (units: number): Delta => [{ retain: 1 }, { delete: units }];
  for (const [units, length] of [
    [REMEMBERED_UNITS, 5_000],
    [REMEMBERED_UNITS + 1, 5_000 - REMEMBERED_UNITS - 1],
  ] as const) {
    const scene = new Scene(`a[${long}]b`);
    scene.apply(scene.apply(deletion(units)));
    expect(rangeOf(scene.anchor)).toEqual({ index: length === 5_000 ? 1 : 2_050, length });
  }
  const scene = new Scene(`a[${long}]b`);
  scene.apply(scene.apply([{ retain: 4_001 }, { delete: 1_000 }]));
  expect(rangeOf(scene.anchor)).toEqual({ index: 1, length: 5_000 });
  scene.apply(scene.apply(deletion(5_000)));
  expect(scene.anchor.lost).toBeNull();
});

test('an embed and a surrogate pair count as their units', () => {
  const text: Delta = [{ insert: 'a😀' }, { insert: { image: 'x' } }, { insert: 'b\n' }];
  const anchor = anchorAt(1, plainText(text).slice(1, 4));
  const ops: Delta = [{ retain: 1 }, { delete: 3 }];
  const moved = moveAnchor(moveAnchor(anchor, ops).anchor, invert(ops, text));
  expect([rangeOf(moved.anchor), moved.regained]).toEqual([{ index: 1, length: 3 }, true]);
});

test('whatever happens: the anchor knows its text, and moves as a range does until something comes back', () => {
  forSeeds(400, (seed) => {
    const random = new Random(seed);
    let text: Delta = randomDocument(random, 30);
    const length = documentLength(text);
    const index = random.int(length - 1);
    const end = random.between(index + 1, length - 1 || 1);
    let anchor = anchorAt(index, plainText(text).slice(index, end));
    let undo: Delta | null = null;
    for (let i = 0; i < 40; i++) {
      const ops: Delta = undo !== null && random.chance(0.3) ? undo : randomOperation(random, text);
      const inverse = invert(ops, text);
      undo = undo === null || random.chance(0.5) ? inverse : transformAfter(undo, ops);
      const before = anchor;
      const moved = moveAnchor(anchor, ops);
      ({ anchor } = moved);
      text = compose(text, ops);
      if (ops === undo) undo = null;
      const range = rangeOf(anchor);
      const plain = plainText(text);
      expect(range.index + range.length).toBeLessThanOrEqual(plain.length);
      const { head, gap, tail } = anchor.held;
      expect(plain.startsWith(head, range.index)).toBe(true);
      expect(plain.slice(0, range.index + range.length).endsWith(tail)).toBe(true);
      expect(gap).toBe(0);
      const plainly = moveRange(rangeOf(before), ops);
      const { index: start, length: units } = rangeOf(before);
      const [from, to] = [transformPosition(start, ops, false), transformPosition(start + units, ops, true)];
      expect(plainly, 'as docs/protocol.md says it').toEqual({ index: from, length: Math.max(0, to - from) });
      if (!moved.regained) expect(range).toEqual(plainly);
      else expect(range.length).toBeGreaterThan(plainly.length);
    }
  });
});
