import { expect, test } from 'vitest';
import { compose, composeFold } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { byAuthor, inOperations, passEachOther, type Written } from '../../../src/ot/written.ts';
import { Random } from '../../support/random.ts';
import { randomDocument, randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

const AUTHORS = ['ada', 'bob', 'cyd'];

/** Random changes by several authors, each on the text after the one before, and that text. */
function writing(random: Random, text: Delta, count: number): { written: Written[]; text: Delta } {
  const written: Written[] = [];
  let now = text;
  for (let i = 0; i < count; i++) {
    const delta = randomOperation(random, now);
    written.push({ by: random.pick(AUTHORS), delta });
    now = compose(now, delta);
  }
  return { written, text: now };
}

const applied = (text: Delta, written: readonly Written[]): Delta =>
  written.reduce((now, { delta }) => compose(now, delta), text);

/** Who inserted each unit of a text that was empty before; an embed counts 1. */
function writersOf(written: readonly Written[]): string[] {
  let writers: string[] = ['old'];
  for (const { by, delta } of written) {
    const next: string[] = [];
    let at = 0;
    for (const op of delta) {
      if ('insert' in op) {
        const units = typeof op.insert === 'string' ? op.insert.length : 1;
        for (let i = 0; i < units; i++) next.push(by);
      } else if ('retain' in op) {
        next.push(...writers.slice(at, at + op.retain));
        at += op.retain;
      } else at += op.delete;
    }
    writers = [...next, ...writers.slice(at)];
  }
  return writers;
}

test('one entry for each author leads to the same text, in the order in which they first wrote (2,000 seeds)', () => {
  forSeeds(2_000, (seed) => {
    const random = new Random(seed);
    const base = randomDocument(random, 8);
    const { written, text } = writing(random, base, random.between(1, 12));
    const short = byAuthor(written);
    expect(applied(base, short)).toEqual(text);
    const order = [...new Set(written.map(({ by }) => by))];
    const kept = short.map(({ by }) => by);
    expect(kept).toEqual(order.filter((by) => kept.includes(by)));
    expect(new Set(kept).size).toBe(kept.length);
  });
});

test('every unit keeps the person who inserted it (1,000 seeds)', () => {
  forSeeds(1_000, (seed) => {
    const random = new Random(seed);
    const { written } = writing(random, [{ insert: '\n' }], random.between(1, 15));
    expect(writersOf(byAuthor(written))).toEqual(writersOf(written));
  });
});

test('a format belongs to the person who set it last, a deletion to the one who deleted, an undone one to no one', () => {
  const written: Written[] = [
    { by: 'ada', delta: [{ retain: 2, attributes: { bold: true } }] },
    { by: 'bob', delta: [{ retain: 1 }, { retain: 2, attributes: { bold: null, italic: true } }] },
    { by: 'ada', delta: [{ retain: 3 }, { delete: 1 }, { insert: 'new' }] },
    { by: 'bob', delta: [{ retain: 4 }, { delete: 2 }] },
    { by: 'cyd', delta: [{ insert: 'gone' }] },
    { by: 'ada', delta: [{ delete: 4 }] },
  ];
  expect(byAuthor(written)).toEqual([
    {
      by: 'ada',
      delta: [{ retain: 1, attributes: { bold: true } }, { retain: 2 }, { insert: 'n' }, { delete: 1 }],
    },
    { by: 'bob', delta: [{ retain: 1 }, { retain: 2, attributes: { bold: null, italic: true } }] },
  ]);
});

test('lists that pass each other meet at one text (2,000 seeds)', () => {
  forSeeds(2_000, (seed) => {
    const random = new Random(seed);
    const base = randomDocument(random, 8);
    const first = writing(random, base, random.between(0, 4));
    const later = writing(random, base, random.between(0, 4));
    const passed = passEachOther(first.written, later.written);
    expect(applied(first.text, passed.later)).toEqual(applied(later.text, passed.first));
  });
});

test('at the same place, what the first list inserts stays to the left', () => {
  const passed = passEachOther(
    [{ by: 'ada', delta: [{ insert: 'A' }] }],
    [{ by: 'bob', delta: [{ insert: 'B' }] }],
  );
  expect(passed).toEqual({
    first: [{ by: 'ada', delta: [{ insert: 'A' }] }],
    later: [{ by: 'bob', delta: [{ retain: 1 }, { insert: 'B' }] }],
  });
});

test('a change that is too long for one operation becomes several of the same author', () => {
  const delta = [{ insert: 'x'.repeat(5_000) }, { retain: 2 }, { delete: 1 }];
  const parts = inOperations([{ by: 'ada', delta }], { members: 10, bytes: 2_000 });
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.every(({ by }) => by === 'ada')).toBe(true);
  expect(composeFold(parts.map((part) => part.delta))).toEqual(delta);
});
