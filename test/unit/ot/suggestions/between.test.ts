import { describe, expect, test, vi } from 'vitest';
import { canonicalJson } from '../../../../src/ot/canonical.ts';
import { compose } from '../../../../src/ot/compose.ts';
import { between } from '../../../../src/ot/suggestions/between.ts';
import { marked } from '../../../../src/ot/suggestions/marked.ts';
import { overlay } from '../../../../src/ot/suggestions/overlay.ts';
import { Random } from '../../../support/random.ts';
import { randomDocument, randomOperation } from '../../../support/rich-text.ts';
import { forSeeds } from '../../../support/seeds.ts';

describe('between', () => {
  test('takes one result to the other', () => {
    forSeeds(6_000, (seed) => {
      const random = new Random(seed);
      const document = randomDocument(random, 10);
      const from = randomOperation(random, document, { members: 5, unkind: seed % 5 === 0 });
      const to = randomOperation(random, document, { members: 5, unkind: seed % 5 === 0 });
      const change = between(from, to, () => document);
      expect(canonicalJson(compose(compose(document, from), change))).toBe(
        canonicalJson(compose(document, to)),
      );
      expect(between(from, from, () => document)).toEqual([]);
    });
  });

  test('keeps letters whose marks alone change', () => {
    const layer = overlay([{ id: 'a', delta: [{ retain: 1 }, { insert: 'new' }, { delete: 3 }] }]);
    expect(between(layer, [{ retain: 1 }, { insert: 'new' }, { delete: 3 }])).toEqual([
      { retain: 1 },
      { retain: 3, attributes: { 'suggest-insert': null } },
      { delete: 3 },
    ]);
  });

  test('replaces only what differs, and never half a surrogate pair', () => {
    expect(between([{ insert: 'a😀c' }], [{ insert: 'a😃bc' }])).toEqual([
      { retain: 1 },
      { insert: '😃b' },
      { delete: 2 },
    ]);
  });

  test('costs what differs, however much else is inserted at that place', () => {
    const many = Array.from({ length: 499 }, (_, i) => ({
      insert: `${i} ${'lorem ipsum '.repeat(833)}`,
      attributes: { 'suggest-insert': `s${i}` },
    }));
    const [before, after] = ['dolor sit amet', 'dolor SIt amet'];
    const changed = many.map((op, i) =>
      i === 250 ? { ...op, insert: op.insert.replace('ips', 'IPS') } : op,
    );
    const place =
      many.slice(0, 250).reduce((sum, { insert }) => sum + insert.length, 0) + '250 lorem '.length;
    expect(lettersSplit(() => between(many, many))).toEqual({ letters: 0, result: [] });
    expect(lettersSplit(() => between(many, changed))).toEqual({
      letters: 6,
      result: [{ retain: place }, { insert: 'IPS', attributes: { 'suggest-insert': 's250' } }, { delete: 3 }],
    });
    const of = (insert: string) => [...many, { insert }, ...many];
    expect(lettersSplit(() => between(of(before), of(after))).letters).toBe(4);
    expect(lettersSplit(() => between([], many)).letters).toBe(0);
    expect(lettersSplit(() => between(many, [])).letters).toBe(0);
    expect(lettersSplit(() => between(many, many.toSpliced(250, 1))).letters).toBeLessThan(20);
  });

  test('what both ends have in common never halves a surrogate pair', () => {
    // The first halves of 😀 and 😃 are the same, the second ones of 😀 and 🨀 are.
    expect(between([{ insert: 'a😀c' }], [{ insert: 'a🨀c' }])).toEqual([
      { retain: 1 },
      { insert: '🨀' },
      { delete: 2 },
    ]);
    expect(between([{ insert: 'aa' }], [{ insert: 'aaa' }])).toEqual([{ retain: 2 }, { insert: 'a' }]);
  });

  test('a long insertion that becomes text stays in place', () => {
    const insert = 'lorem ipsum '.repeat(2_000);
    const layer = marked([{ insert }], 'a');
    expect(between(layer, [{ insert }])).toEqual([
      { retain: insert.length, attributes: { 'suggest-insert': null } },
    ]);
  });
});

// How many units of text are taken apart letter by letter meanwhile.
function lettersSplit<T>(run: () => T): { letters: number; result: T } {
  let letters = 0;
  const original = String.prototype[Symbol.iterator];
  const spy = vi.spyOn(String.prototype, Symbol.iterator).mockImplementation(function (this: string) {
    letters += this.length;
    return original.call(this);
  });
  try {
    const result = run();
    return { letters, result };
  } finally {
    spy.mockRestore();
  }
}
