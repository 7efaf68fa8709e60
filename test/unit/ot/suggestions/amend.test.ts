import { describe, expect, test } from 'vitest';
import { documentLength } from '../../../../src/ot/lengths.ts';
import type { Delta } from '../../../../src/ot/op.ts';
import { amend, amendOver, unfolded } from '../../../../src/ot/suggestions/amend.ts';
import { effective } from '../../../../src/ot/suggestions/effective.ts';
import { Random } from '../../../support/random.ts';
import { randomDocument, randomOperation } from '../../../support/rich-text.ts';
import { forSeeds } from '../../../support/seeds.ts';

describe('an author’s changes of a suggestion', () => {
  test('the unfolded form holds all of it', () => {
    forSeeds(2_000, (seed) => {
      const random = new Random(seed);
      const delta = randomOperation(random, randomDocument(random, 10), { members: 5 });
      expect(amend(delta, [])).toEqual(delta);
      expect(documentLength(unfolded(delta))).toBe(documentLength(delta));
    });
  });

  test('letters are typed and deleted in it; text is deleted and kept again', () => {
    const delta: Delta = [{ retain: 1 }, { insert: 'XY' }, { delete: 2 }];
    expect(amend(delta, [{ retain: 2 }, { insert: 'Z' }, { delete: 1 }])).toEqual([
      { retain: 1 },
      { insert: 'XZ' },
      { delete: 2 },
    ]);
    expect(amend(delta, [{ retain: 3 }, { retain: 1, attributes: { 'suggest-delete': null } }])).toEqual([
      { retain: 1 },
      { insert: 'XY' },
      { retain: 1 },
      { delete: 1 },
    ]);
    expect(amend(delta, [{ retain: 1, attributes: { 'suggest-delete': true } }])).toEqual([
      { insert: 'XY' },
      { delete: 3 },
    ]);
  });

  test('unsent typing goes over what others made of the rest', () => {
    // Of two hunks, the first was accepted; meanwhile its author wrote more in both.
    const sent: Delta = [{ insert: 'one' }, { retain: 4 }, { insert: 'two' }];
    const mine: Delta = [{ insert: 'one!' }, { retain: 4 }, { insert: 'two?' }];
    const accepted: Delta = [{ insert: 'one' }];
    expect(amendOver(sent, mine, [{ retain: 7 }, { insert: 'two' }], accepted)).toEqual([
      { retain: 3 },
      { insert: '!' },
      { retain: 4 },
      { insert: 'two?' },
    ]);
    // All of it was rejected: only the unsent typing is left.
    expect(amendOver(sent, mine, [], null)).toEqual([{ insert: '!' }, { retain: 4 }, { insert: '?' }]);
  });

  test('formats that the text has already are no suggestion', () => {
    const text: Delta = [{ insert: 'ab', attributes: { bold: true } }, { insert: 'cd\n' }];
    expect(effective([{ retain: 4, attributes: { bold: true } }], text)).toEqual([
      { retain: 2 },
      { retain: 2, attributes: { bold: true } },
    ]);
    expect(
      effective([{ retain: 2 }, { insert: 'x' }, { retain: 2, attributes: { bold: null } }], text),
    ).toEqual([{ retain: 2 }, { insert: 'x' }]);
    expect(effective([{ retain: 1 }, { delete: 2 }], text)).toEqual([{ retain: 1 }, { delete: 2 }]);
  });
});
