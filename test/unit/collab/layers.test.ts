import { describe, expect, test } from 'vitest';
import { Desk, ME, message, suggestion, withInsertion } from './layers-desk.ts';

describe('a document without suggestions', () => {
  test('passes through as it is', () => {
    const desk = new Desk('ab');
    const delta = [{ retain: 1 }, { insert: 'x' }];
    desk.frame(delta);
    expect(desk.changes[0]).toBe(delta);
    const edit = [{ insert: 'y' }];
    expect(desk.edit(edit)).toMatchObject({ correction: null });
    expect(desk.unsent).toEqual([edit]);
    expect(desk.layers.down({ index: 1, length: 1 })).toEqual({ index: 1, length: 1 });
  });

  test('takes no mark from what is pasted, and the editor loses it too', () => {
    const desk = new Desk('ab');
    desk.edit([{ insert: 'x', attributes: { 'suggest-insert': 's', bold: true } }]);
    expect(desk.unsent).toEqual([[{ insert: 'x', attributes: { bold: true } }]]);
    expect(desk.shown).toBe('xab');
  });
});

describe('what the layers show', () => {
  test('lies in the order of createdAt, then id, and marks hold all ids', () => {
    const desk = new Desk('abcd');
    const later = {
      ...suggestion('a', [{ retain: 1 }, { insert: 'A' }, { retain: 1 }, { delete: 1 }]),
      createdAt: 'z',
    };
    const delta = [
      { retain: 1 },
      { insert: 'B' },
      { delete: 1 },
      { retain: 1, attributes: { bold: true } },
      { delete: 1 },
    ];
    desk.review(0, 1, later, suggestion('b', delta));
    expect(desk.shown).toBe('a[b:B][a:A]{b:b}<b:{a:c}>{b:d}');
    expect(desk.text).toBe('abcd');
  });

  test('what others type at the same place stands before it, and it moves along', () => {
    const desk = withInsertion();
    desk.frame([{ retain: 2 }, { insert: 'o' }]);
    expect(desk.shown).toBe('abo[s:XY]cd');
    expect(desk.changes).toEqual([[{ retain: 2 }, { insert: 'o' }]]);
  });

  test('a deletion inside a deletion, and a format over a format, take their marks away', () => {
    const desk = new Desk('abcdef');
    desk.review(0, 1, suggestion('s', [{ delete: 3 }, { retain: 3, attributes: { bold: true } }]));
    desk.frame([{ retain: 1 }, { delete: 1 }, { retain: 2 }, { retain: 1, attributes: { bold: null } }]);
    expect(desk.shown).toBe('{s:ac}<s:d>e<s:f>');
  });

  test('letters whose places become one come into the order of their layers', () => {
    const desk = new Desk('abcd');
    desk.review(
      0,
      1,
      suggestion('a', [{ retain: 3 }, { insert: 'A' }]),
      suggestion('b', [{ retain: 1 }, { insert: 'B' }]),
    );
    expect(desk.shown).toBe('a[b:B]bc[a:A]d');
    desk.frame([{ retain: 1 }, { delete: 2 }]);
    expect(desk.shown).toBe('a[a:A][b:B]d');
  });

  test('a frame of review waits for its version, and a gap is read', () => {
    const desk = withInsertion();
    desk.review(1, 2, suggestion('s', [{ retain: 3 }, { insert: 'Z' }], { review: 2 }));
    expect(desk.shown).toBe('ab[s:XY]cd');
    desk.frame([{ insert: '!' }]);
    expect(desk.shown).toBe('!ab[s:Z]cd');
    desk.review(5, 2, suggestion('t', [{ insert: 'T' }], { review: 6 }));
    expect(desk.reads).toEqual([2]);
    desk.frame([{ insert: '!' }]);
    desk.layers.answer({ ...message(2, 2, [suggestion('u', [{ insert: 'U' }], { review: 5 })]), to: 5 });
    // Both were on an older version by now.
    expect(desk.shown).toBe('![t:T][u:U]!ab[s:Z]cd');
  });

  test('several frames in one are followed by nothing: all is read at the version reached', () => {
    const desk = withInsertion();
    desk.layers.mode = 'suggesting';
    desk.edit([{ insert: 'mine' }]);
    desk.frame([{ retain: 4 }, { insert: 'o' }], true);
    expect(desk.shown).toBe('[draft-1:mine]abcdo');
    expect(desk.reads).toEqual([0]);
    desk.layers.answer(message(0, 2, [suggestion('s', [{ retain: 2 }, { insert: 'XY' }])]));
    expect(desk.shown).toBe('[draft-1:mine]ab[s:XY]cdo');
  });

  test('the undo of a refused operation brings back what it had hidden of them', () => {
    const desk = new Desk('abcd');
    desk.review(0, 1, suggestion('s', [{ retain: 1 }, { delete: 2 }]));
    desk.edit([{ retain: 1 }, { delete: 2 }]);
    expect(desk.shown).toBe('ad');
    desk.unsent = [];
    const shown = [{ retain: 1 }, { insert: 'bc' }];
    desk.layers.receive({ to: 1, frame: [], composed: false, shown, unsent: [] });
    expect(desk.shown).toBe('a{s:bc}d');
  });
});

describe('Editing', () => {
  test('passes down what is typed behind a proposed insertion, to its place in the text', () => {
    const desk = withInsertion();
    expect(desk.edit([{ retain: 5 }, { insert: 'o' }]).correction).toBeNull();
    expect([desk.text, desk.shown]).toEqual(['abcod', 'ab[s:XY]cod']);
  });

  test.each([3, 4])('at %i, inside or at the end of what another proposes, it goes before it', (at) => {
    const desk = withInsertion();
    expect(desk.layers.typingPlace(at, () => desk.view)).toBe(2);
    const { place } = desk.edit([{ retain: at }, { insert: 'o', attributes: { 'suggest-insert': 's' } }]);
    expect([desk.text, desk.shown]).toEqual(['abocd', 'abo[s:XY]cd']);
    expect(place(at + 1)).toBe(3);
  });

  test.each([3, 4])('at %i, one’s own suggestion takes it where it was typed', (at) => {
    const desk = withInsertion('editing', ME);
    expect(desk.layers.typingPlace(at, () => desk.view)).toBe(at);
    desk.edit([{ retain: at }, { insert: 'o' }]);
    expect([desk.text, desk.shown]).toEqual(['abcd', at === 3 ? 'ab[s:XoY]cd' : 'ab[s:XYo]cd']);
    expect(desk.layers.unsent).toEqual([
      { id: 's', review: 1, version: 1, delta: [{ retain: 2 }, { insert: at === 3 ? 'XoY' : 'XYo' }] },
    ]);
  });

  test('another’s letters are neither deleted nor formatted, the text beside them is', () => {
    const desk = withInsertion();
    const { correction, change } = desk.edit([{ retain: 1 }, { delete: 4 }]);
    expect([desk.text, desk.shown]).toEqual(['ad', 'a[s:XY]d']);
    expect(correction).toEqual([{ retain: 1 }, { insert: 'XY', attributes: { 'suggest-insert': 's' } }]);
    // An undo brings back what was deleted, and nothing more.
    expect(change).toEqual([{ retain: 1 }, { delete: 1 }, { retain: 2 }, { delete: 1 }]);
    desk.edit([{ retain: 4, attributes: { bold: true } }]);
    expect(desk.unsent.at(-1)).toEqual([{ retain: 2, attributes: { bold: true } }]);
    expect(desk.view[1]).toEqual({ insert: 'XY', attributes: { 'suggest-insert': 's' } });
  });

  test('one’s own letters go, and what was struck goes with the text', () => {
    const desk = new Desk('abcd');
    desk.review(0, 1, suggestion('s', [{ retain: 1 }, { insert: 'XY' }, { delete: 2 }], { author: ME }));
    expect(desk.shown).toBe('a[s:XY]{s:bc}d');
    desk.edit([{ retain: 2 }, { delete: 2 }]);
    expect([desk.text, desk.shown]).toEqual(['acd', 'a[s:X]{s:c}d']);
  });
});

describe('Suggesting', () => {
  test('changes one’s own suggestion alone, and the text not at all', () => {
    const desk = new Desk('abcd', 'suggesting');
    desk.edit([{ retain: 2 }, { insert: 'X' }, { delete: 1 }]);
    desk.edit([{ retain: 3 }, { insert: 'Y' }]);
    desk.edit([{ retain: 5 }, { retain: 1, attributes: { bold: true } }]);
    expect(desk.shown).toBe('ab[draft-1:XY]{draft-1:c}<draft-1:d>');
    expect(desk.unsent).toEqual([]);
    const delta = [{ retain: 2 }, { insert: 'XY' }, { delete: 1 }, { retain: 1, attributes: { bold: true } }];
    expect(desk.layers.unsent).toEqual([{ id: 'draft-1', review: 0, version: 1, delta }]);
  });

  test.each([
    ['an insertion', [{ retain: 1 }, { insert: 'X' }]],
    ['a deletion', [{ retain: 1 }, { delete: 2 }]],
    ['a format', [{ retain: 1 }, { retain: 2, attributes: { bold: true } }]],
    ['a replacement', [{ retain: 1 }, { insert: 'X' }, { delete: 2 }]],
  ])('undoes and redoes %s', (_, edit) => {
    const desk = new Desk('abcd', 'suggesting');
    const redo = desk.editAndUndo(edit);
    expect(desk.shown).toBe('abcd');
    expect(desk.layers.unsent).toEqual([]);
    const done = new Desk('abcd', 'suggesting');
    done.edit(edit);
    desk.edit(redo);
    expect(desk.shown).toBe(done.shown);
  });

  test('undoes a deletion after the suggestion got its name', () => {
    const desk = new Desk('abcd', 'suggesting');
    const { change } = desk.edit([{ delete: 2 }]);
    expect(change).toEqual([{ retain: 2, attributes: { 'suggest-delete': 'draft-1' } }]);
    desk.layers.sending('draft-1');
    desk.layers.taken('draft-1', 's1');
    desk.review(0, 1, suggestion('s1', [{ delete: 2 }], { author: ME }));
    expect(desk.shown).toBe('{s1:ab}cd');
    desk.edit([{ retain: 2, attributes: { 'suggest-delete': null } }]);
    expect(desk.shown).toBe('abcd');
    desk.edit([{ retain: 2, attributes: { 'suggest-delete': 'draft-1' } }]);
    expect(desk.shown).toBe('{s1:ab}cd');
  });

  test('inside another’s insertion it goes to its own place behind it, and in struck text before it', () => {
    const desk = withInsertion('suggesting');
    expect(desk.layers.typingPlace(3, () => desk.view)).toBe(4);
    const { place } = desk.edit([{ retain: 3 }, { insert: 'o' }]);
    expect(desk.shown).toBe('ab[s:XY][draft-1:o]cd');
    expect(place(4)).toBe(5);
    desk.edit([{ retain: 5 }, { delete: 2 }]);
    desk.edit([{ retain: 6 }, { insert: 'p' }]);
    expect(desk.shown).toBe('ab[s:XY][draft-1:op]{draft-1:cd}');
  });

  test('typing that is taken back entirely leaves nothing to send', () => {
    const desk = new Desk('ab', 'suggesting');
    desk.edit([{ insert: 'x' }]);
    desk.edit([{ delete: 1 }]);
    expect([desk.shown, desk.layers.layers]).toEqual(['ab', []]);
  });

  test('a suggestion of the server that is taken back is sent as empty', () => {
    const desk = withInsertion('suggesting', ME);
    desk.edit([{ retain: 2 }, { delete: 2 }]);
    expect(desk.layers.unsent).toEqual([{ id: 's', review: 1, version: 1, delta: [] }]);
  });

  test('nothing is sent while operations are unacknowledged: it may be on text that they insert', () => {
    const desk = new Desk('ab');
    desk.edit([{ insert: 'new' }]);
    desk.layers.mode = 'suggesting';
    desk.edit([{ delete: 3 }]);
    expect(desk.shown).toBe('{draft-1:new}ab');
    expect(desk.layers.unsent).toEqual([]);
    desk.acknowledge();
    expect(desk.layers.unsent).toMatchObject([{ version: 2, delta: [{ delete: 3 }] }]);
  });
});

test('Viewing changes nothing', () => {
  const desk = withInsertion('viewing');
  desk.edit([{ insert: 'x' }, { delete: 3 }, { retain: 1, attributes: { bold: true } }]);
  expect([desk.text, desk.shown, desk.unsent]).toEqual(['abcd', 'ab[s:XY]cd', []]);
});

describe('selections', () => {
  test('are places in the text, and those of others are carried up', () => {
    const desk = withInsertion();
    desk.layers.setSelection({ index: 1, length: 4 });
    expect(desk.selection).toEqual({ index: 1, length: 2 });
    desk.layers.setSelection({ index: 3, length: 0 });
    expect(desk.selection).toEqual({ index: 2, length: 0 });
    expect(desk.layers.up({ index: 3, length: 1 })).toEqual({ index: 5, length: 1 });
    expect(desk.layers.up({ index: 2, length: 0 })).toEqual({ index: 2, length: 0 });
  });
});
