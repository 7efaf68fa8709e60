import { describe, expect, test } from 'vitest';
import type { Delta } from '../../../src/ot/op.ts';
import { ReviewWorld } from './review-world.ts';

const LETTER = '\ue003';

const proposed = (id: string): Delta[number] => ({ insert: LETTER, attributes: { 'suggest-insert': id } });

describe('the oracle of what may not move with a decision', () => {
  const before = [proposed('s'), { insert: 'ab\n' }];
  const check = (delta: Delta, after: Delta, besides: string[] = []): void => {
    const decided = { id: 's', operation: JSON.stringify([{ insert: LETTER }]), review: 1, number: 2 };
    new ReviewWorld(1).oracles.checkNothingMoved(
      { ...decided, besides: new Set(besides) },
      before,
      delta,
      after,
      'a tab',
    );
  };
  const becomesText = { retain: 1, attributes: { 'suggest-insert': null } };
  const text = { insert: `${LETTER}ab\n` };

  test('counts no letter that another suggestion proposes again, of which the same turn tells', () => {
    const delta = [{ insert: LETTER, attributes: { 'suggest-insert': 'new' } }, becomesText];
    const after = [proposed('new'), text];
    check(delta, after, ['new']);
    expect(() => check(delta, after)).toThrow('shows %uE003 again');
  });

  test('sees an accepted letter that is proposed too, and one that is drawn again', () => {
    const told = ['new'];
    expect(() => check([becomesText, { insert: LETTER }], [text, proposed('s')], told)).toThrow('shows');
    expect(() => check([{ insert: LETTER }, { delete: 1 }], [text], told)).toThrow('drew %uE003 again');
  });
});
