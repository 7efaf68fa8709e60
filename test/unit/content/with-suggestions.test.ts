import { describe, expect, test } from 'vitest';
import { withSuggestions } from '../../../src/content/with-suggestions.ts';
import type { Delta } from '../../../src/ot/op.ts';

const TEXT: Delta = [{ insert: `${'a'.repeat(10_000)}\n` }];

const suggestions = (count: number, delta: Delta) =>
  Array.from({ length: count }, (_, i) => ({ id: `suggestion-${String(i).padStart(11, '0')}`, delta }));

const insertsEverywhere = (count: number): Delta =>
  Array.from({ length: count }, (): Delta => [{ retain: 1 }, { insert: 'x' }]).flat();

const everySecond: Delta = Array.from({ length: 5_000 }, (): Delta => [{ retain: 1 }, { delete: 1 }]).flat();

describe('what reading open suggestions may cost', () => {
  test('500 short ones are shown', () => {
    const open = suggestions(500, [{ retain: 4 }, { insert: 'x' }, { delete: 2 }]);
    expect(withSuggestions(TEXT, open, 'inline')).toHaveLength(503);
    expect(withSuggestions(TEXT, open, 'accepted')).toEqual([
      { insert: `aaaa${'x'.repeat(500)}${'a'.repeat(9_994)}\n` },
    ]);
  });

  test('as many as make work for seconds are not accepted one over the other', () => {
    expect(() => withSuggestions(TEXT, suggestions(500, insertsEverywhere(300)), 'accepted')).toThrow(
      expect.objectContaining({ status: 413, code: 'too_large' }),
    );
  });

  test('ids at every letter are not written out by the hundred', () => {
    const open = [...suggestions(499, [{ delete: 10_000 }]), { id: 'x', delta: everySecond }];
    expect(() => withSuggestions(TEXT, open, 'inline')).toThrow(
      expect.objectContaining({ status: 413, code: 'too_large' }),
    );
  });
});
