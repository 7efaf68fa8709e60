import { describe, expect, test } from 'vitest';
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

  test('a long insertion that becomes text stays in place', () => {
    const insert = 'lorem ipsum '.repeat(2_000);
    const layer = marked([{ insert }], 'a');
    expect(between(layer, [{ insert }])).toEqual([
      { retain: insert.length, attributes: { 'suggest-insert': null } },
    ]);
  });
});
