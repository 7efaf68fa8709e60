import { describe, expect, test } from 'vitest';
import type { Delta } from '../../../src/ot/op.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import { splitSuggestion } from '../../../src/ot/suggestions/split.ts';
import { transformAfter } from '../../../src/ot/transform.ts';
import { Desk, ME, message, suggestion, withInsertion } from './layers-desk.ts';

describe('undo after a decision', () => {
  // What an editor’s history does with the edits that it can undo when the view changes by `changes`.
  const moved = (undo: Delta, changes: readonly Delta[]): Delta =>
    changes.reduce<Delta>((edit, change) => transformAfter(edit, change), undo);

  test.each([
    ['editing', 'aXbd', 'abd'],
    ['suggesting', 'aXbd', 'a{draft-2:X}bd'],
  ] as const)('in %s takes back what was typed as a suggestion and is text now', (mode, accepted, shown) => {
    const desk = new Desk('abcd', 'suggesting');
    const undo = desk.edit([{ retain: 1 }, { insert: 'X' }]).inverse();
    desk.edit([{ retain: 3 }, { delete: 1 }]);
    desk.layers.sending('draft-1');
    desk.layers.taken('draft-1', 's');
    const delta = [{ retain: 1 }, { insert: 'X' }, { retain: 1 }, { delete: 1 }];
    desk.review(0, 1, suggestion('s', delta, { author: ME }));
    desk.changes.length = 0;
    desk.review(1, 2, suggestion('s', [], { author: ME, review: 2, status: 'accepted', acceptedVersion: 2 }));
    desk.frame(delta);
    expect(desk.shown).toBe(accepted);
    desk.layers.mode = mode;
    desk.edit(moved(undo, desk.changes));
    expect(desk.shown).toBe(shown);
  });

  test('takes back another edit at its place', () => {
    const desk = withInsertion();
    const undo = desk.edit([{ retain: 5 }, { insert: 'o' }]).inverse();
    desk.acknowledge();
    desk.review(1, 3, suggestion('s', [], { review: 2, status: 'accepted', acceptedVersion: 3 }));
    desk.frame([{ retain: 2 }, { insert: 'XY' }]);
    expect(desk.shown).toBe('abXYcod');
    desk.edit(moved(undo, desk.changes));
    expect([desk.text, desk.shown]).toEqual(['abXYcd', 'abXYcd']);
  });

  test('of a deletion that was rejected does nothing more', () => {
    const desk = new Desk('abcd', 'suggesting');
    const undo = desk.edit([{ retain: 1 }, { delete: 2 }]).inverse();
    desk.layers.sending('draft-1');
    desk.layers.taken('draft-1', 's');
    const delta = [{ retain: 1 }, { delete: 2 }];
    desk.review(0, 1, suggestion('s', delta, { author: ME }));
    desk.changes.length = 0;
    desk.review(1, 1, suggestion('s', [], { author: ME, review: 2, status: 'rejected' }));
    expect(desk.shown).toBe('abcd');
    desk.edit(moved(undo, desk.changes));
    expect([desk.text, desk.shown, desk.unsent]).toEqual(['abcd', 'abcd', []]);
  });
});

describe('a decision on one of two hunks', () => {
  test('between which the text is gone leaves the other on its side', () => {
    const desk = new Desk('abcde');
    const delta = [{ retain: 1 }, { delete: 1 }, { retain: 1 }, { insert: 'X' }, { delete: 1 }];
    desk.review(0, 1, suggestion('s', delta));
    expect(desk.shown).toBe('a{s:b}c[s:X]{s:d}e');
    const gone = [{ retain: 2 }, { delete: 1 }];
    desk.frame(gone);
    // A delta inserts before it deletes.
    expect(desk.shown).toBe('a[s:X]{s:bd}e');
    const { decided, rest } = splitSuggestion(delta, new Set([1]), [[gone]]);
    desk.review(1, 3, suggestion('s', rest, { review: 2, acceptedVersion: 3 }));
    desk.frame(decided);
    expect([desk.text, desk.shown]).toEqual(['abXe', 'a{s:b}Xe']);
  });

  test('does so too while the text between them is gone here alone', () => {
    const desk = new Desk('abcde');
    const delta = [{ retain: 1 }, { delete: 1 }, { retain: 1 }, { insert: 'X' }, { delete: 1 }];
    desk.review(0, 1, suggestion('s', delta));
    desk.edit([{ retain: 2 }, { delete: 1 }]);
    expect(desk.shown).toBe('a[s:X]{s:bd}e');
    const { decided, rest } = splitSuggestion(delta, new Set([1]));
    desk.review(1, 2, suggestion('s', rest, { review: 2, acceptedVersion: 2 }));
    desk.frame(decided);
    expect([desk.text, desk.shown]).toEqual(['abXe', 'a{s:b}Xe']);
  });
});

describe('a decision and several layers', () => {
  test('leaves the others where they are, and their marks on what stays', () => {
    const desk = new Desk('abcdef');
    desk.review(
      0,
      1,
      suggestion('a', [{ retain: 1 }, { insert: 'A' }, { delete: 2 }]),
      suggestion('b', [{ retain: 2 }, { insert: 'B' }, { delete: 2 }]),
    );
    expect(desk.shown).toBe('a[a:A]{a:b}[b:B]{a b:c}{b:d}ef');
    desk.review(1, 2, suggestion('a', [], { review: 2, status: 'accepted', acceptedVersion: 2 }));
    desk.frame([{ retain: 1 }, { insert: 'A' }, { delete: 2 }]);
    expect(desk.shown).toBe('aA[b:B]{b:d}ef');
    expect(desk.changes.at(-1)).toEqual([
      { retain: 1 },
      { retain: 1, attributes: { 'suggest-insert': null } },
      { delete: 1 },
      { retain: 1 },
      { delete: 1 },
    ]);
  });

  test.each(['A', 'AAA', 'b', 'bb'])(
    'puts “%s” of another at the same place behind what becomes text, which is not drawn again',
    (other) => {
      const desk = new Desk('ab');
      const at = (letters: string) => [{ retain: 1 }, { insert: letters }];
      desk.review(0, 1, suggestion('a', at(other)), suggestion('b', at('b'), { author: ME }));
      const caret = 1 + other.length + 1;
      expect(desk.shown).toBe(`a[a:${other}][b:b]b`);
      desk.changes.length = 0;
      desk.review(
        1,
        2,
        suggestion('b', [], { author: ME, review: 2, status: 'accepted', acceptedVersion: 2 }),
      );
      desk.frame(at('b'));
      expect([desk.text, desk.shown]).toEqual(['abb', `ab[a:${other}]b`]);
      expect(transformPosition(caret, desk.changes[0] ?? [], true)).toBe(2);
    },
  );
});

describe('a decision that comes late', () => {
  test('with its author’s last change shows what that added for the first time, and moves nothing else', () => {
    const desk = withInsertion();
    const delta = [{ retain: 2 }, { insert: 'XYZ' }];
    // Change 2 was missed; the answer to the read came before the operation.
    desk.layers.joined(3);
    const accepted = suggestion('s', [], { review: 3, status: 'accepted', acceptedVersion: 2 });
    desk.layers.answer({ ...message(1, 2, [accepted]), to: 3 });
    expect(desk.shown).toBe('ab[s:XY]cd');
    desk.frame(delta);
    expect(desk.shown).toBe('abXYZcd');
    expect(desk.changes).toEqual([
      [{ retain: 2 }, { retain: 2, attributes: { 'suggest-insert': null } }, { insert: 'Z' }],
    ]);
  });

  test('stands twice in a catch-up, until the version is reached that its answer is on', () => {
    const desk = withInsertion();
    desk.layers.joined(2);
    desk.layers.answer(
      message(1, 3, [suggestion('s', [], { review: 2, status: 'accepted', acceptedVersion: 2 })]),
    );
    desk.frame([{ retain: 2 }, { insert: 'XY' }]);
    expect(desk.shown).toBe('abXY[s:XY]cd');
    desk.frame([{ insert: 'o' }]);
    expect([desk.text, desk.shown]).toEqual(['oabXYcd', 'oabXYcd']);
  });
});
