import { describe, expect, test } from 'vitest';
import { goesOn, PAUSE_MS, readEdit } from '../../web/editor/undo/edit-kind.ts';

describe('steps of undo', () => {
  const typed = (at: number, character: string) => ({ kind: 'typed', at, character }) as const;
  const erased = (at: number) => ({ kind: 'erased', at }) as const;

  test('an edit is a typed character, an erased one, or something else', () => {
    expect(readEdit([{ insert: 'a' }])).toEqual(typed(0, 'a'));
    expect(readEdit([{ retain: 3 }, { insert: '😀', attributes: { bold: true } }])).toEqual(typed(3, '😀'));
    expect(readEdit([{ retain: 3 }, { delete: 1 }])).toEqual(erased(3));
    for (const change of [
      [{ retain: 3 }, { insert: 'pasted' }],
      [{ retain: 3 }, { delete: 2 }],
      [{ retain: 3 }, { insert: { divider: true as const } }],
      [{ retain: 3, attributes: { bold: true } }],
      [{ retain: 3, attributes: { bold: true } }, { insert: 'a' }],
      [{ insert: 'a' }, { delete: 1 }],
      [],
    ]) {
      expect(readEdit(change)).toEqual({ kind: 'other' });
    }
  });

  test('typing goes on through a word and the space behind it, at its place and without a pause', () => {
    expect(goesOn(typed(4, 'a'), typed(5, 'b'), 10)).toBe(true);
    expect(goesOn(typed(4, 'a'), typed(5, ' '), 10)).toBe(true);
    expect(goesOn(typed(4, ' '), typed(5, ' '), 10)).toBe(true);
    expect(goesOn(typed(4, '😀'), typed(6, 'a'), 10)).toBe(true);
    expect(goesOn(typed(4, 'a'), typed(5, 'b'), PAUSE_MS + 1)).toBe(false);
    expect(goesOn(typed(4, ' '), typed(5, 'b'), 10)).toBe(false);
    expect(goesOn(typed(4, 'a'), typed(9, 'b'), 10)).toBe(false);
    expect(goesOn(typed(4, 'a'), typed(5, '\n'), 10)).toBe(false);
    expect(goesOn(typed(4, '\n'), typed(5, 'a'), 10)).toBe(false);
  });

  test('erasing goes on in either direction, and is not typing', () => {
    expect(goesOn(erased(4), erased(3), 10)).toBe(true);
    expect(goesOn(erased(4), erased(4), 10)).toBe(true);
    expect(goesOn(erased(4), erased(5), 10)).toBe(false);
    expect(goesOn(typed(4, 'a'), erased(4), 10)).toBe(false);
    expect(goesOn(erased(4), typed(4, 'a'), 10)).toBe(false);
    expect(goesOn({ kind: 'other' }, { kind: 'other' }, 0)).toBe(false);
  });
});
