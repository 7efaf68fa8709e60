import { describe, expect, test } from 'vitest';
import { Desk, ME, message, suggestion, withInsertion } from './layers-desk.ts';

describe('layers lie on the text, none on another', () => {
  test('what one deletes, another changes, and each stays what it is when the other goes', () => {
    const desk = new Desk('abcdef');
    desk.review(
      0,
      1,
      suggestion('a', [{ retain: 1 }, { delete: 4 }]),
      suggestion('b', [
        { retain: 2 },
        { insert: 'B' },
        { delete: 1 },
        { retain: 1, attributes: { bold: true } },
      ]),
    );
    expect(desk.shown).toBe('a{a:b}[b:B]{a b:c}<b:{a:d}>{a:e}f');
    desk.review(1, 1, suggestion('a', [], { review: 2, status: 'rejected' }));
    expect(desk.shown).toBe('ab[b:B]{b:c}<b:d>ef');
  });

  test('those of the same moment lie in the order of their ids', () => {
    const desk = new Desk('ab');
    const at = (id: string) => ({
      ...suggestion(id, [{ retain: 1 }, { insert: id }, { delete: 1 }]),
      createdAt: '1',
    });
    desk.review(0, 1, at('b'), at('a'));
    expect(desk.shown).toBe('a[a:a][b:b]{a b:b}');
  });

  test('they lie over what is unacknowledged, which stands behind what the server has at the same place', () => {
    const desk = withInsertion();
    desk.edit([{ retain: 2 }, { insert: 'me' }]);
    desk.frame([{ retain: 2 }, { insert: 'o' }]);
    expect([desk.text, desk.shown]).toEqual(['abomecd', 'abome[s:XY]cd']);
    desk.acknowledge();
    expect(desk.shown).toBe('abome[s:XY]cd');
  });

  test('an acknowledgement changes nothing that is shown, and they are on the text that it made', () => {
    const desk = withInsertion();
    desk.edit([{ retain: 2 }, { insert: 'me' }]);
    const { over } = desk.layers;
    const told = desk.changes.length;
    desk.acknowledge();
    expect(desk.layers.over).toBe(over);
    desk.frame([{ insert: 'o' }]);
    expect(desk.shown).toBe('oabme[s:XY]cd');
    expect(desk.changes).toHaveLength(told + 1);
  });
});

describe('an operation on the text', () => {
  test('types inside what a suggestion deletes, without its mark', () => {
    const desk = new Desk('abcd');
    desk.review(0, 1, suggestion('s', [{ retain: 1 }, { delete: 2 }]));
    desk.frame([{ retain: 2 }, { insert: 'o' }]);
    expect(desk.shown).toBe('a{s:b}o{s:c}d');
    desk.edit([{ retain: 3 }, { insert: 'p' }]);
    expect([desk.text, desk.shown]).toEqual(['abopcd', 'a{s:b}op{s:c}d']);
  });

  test('that deletes all that a suggestion changes leaves its insertion, at that place', () => {
    const desk = new Desk('abcd');
    desk.review(0, 1, suggestion('s', [{ retain: 1 }, { insert: 'X' }, { delete: 2 }]));
    desk.frame([{ delete: 3 }]);
    expect(desk.shown).toBe('[s:X]d');
    expect(desk.changes.at(-1)).toEqual([{ delete: 1 }, { retain: 1 }, { delete: 2 }]);
  });

  test('that sets another format than the suggested one leaves the mark', () => {
    const desk = new Desk('ab');
    desk.review(0, 1, suggestion('s', [{ retain: 2, attributes: { bold: true } }]));
    desk.frame([{ retain: 1, attributes: { italic: true } }]);
    expect(desk.view).toEqual([
      { insert: 'a', attributes: { italic: true, 'suggest-format': 's' } },
      { insert: 'b', attributes: { 'suggest-format': 's' } },
      { insert: '\n' },
    ]);
  });
});

describe('marks never go down', () => {
  test.each(['editing', 'suggesting'] as const)(
    'in %s, neither of what is typed nor of what is kept',
    (mode) => {
      const desk = withInsertion(mode);
      const marks = { 'suggest-insert': 's', 'suggest-format': 's', 'suggest-other': true };
      desk.edit([
        { retain: 1, attributes: { ...marks, bold: true } },
        { insert: 'o', attributes: marks },
      ]);
      const went = [...desk.unsent, ...desk.layers.unsent.map(({ delta }) => delta)];
      expect(went).toEqual([[{ retain: 1, attributes: { bold: true } }, { insert: 'o' }]]);
      expect(desk.shown).toBe(mode === 'editing' ? 'aob[s:XY]cd' : '<draft-1:a>[draft-1:o]b[s:XY]cd');
    },
  );

  test('a mark that comes back with an undo strikes only one’s own suggestion, never the text', () => {
    const desk = withInsertion();
    desk.edit([{ retain: 1, attributes: { 'suggest-delete': 's' } }]);
    expect([desk.unsent, desk.shown]).toEqual([[], 'ab[s:XY]cd']);
  });
});

describe('what is typed among proposed letters', () => {
  // “a[a:AA][b:BB]c”; b is one’s own.
  const between = (mode: 'editing' | 'suggesting') => {
    const desk = new Desk('ac', mode);
    const at = (id: string, author: string) =>
      suggestion(id, [{ retain: 1 }, { insert: id.repeat(2).toUpperCase() }], { author });
    desk.review(0, 1, at('a', 'ann'), at('b', ME));
    expect(desk.shown).toBe('a[a:AA][b:BB]c');
    return desk;
  };

  test.each([
    [1, 1, 'ao[a:AA][b:BB]c'],
    [2, 1, 'ao[a:AA][b:BB]c'],
    [3, 1, 'ao[a:AA][b:BB]c'],
    [4, 4, 'a[a:AA][b:BoB]c'],
    [5, 5, 'a[a:AA][b:BBo]c'],
    [6, 6, 'a[a:AA][b:BB]co'],
  ])('in Editing at %i, the caret goes to %i before the key is drawn', (at, place, shown) => {
    const desk = between('editing');
    expect(desk.layers.typingPlace(at, () => desk.view)).toBe(place);
    const { place: after } = desk.edit([{ retain: at }, { insert: 'o' }]);
    expect(desk.shown).toBe(shown);
    expect(after(at + 1)).toBe(place + 1);
  });

  test('one’s own letter is not taken for an equal one before it', () => {
    const desk = new Desk('abcd', 'suggesting');
    desk.edit([{ retain: 2 }, { insert: 'x' }]);
    desk.layers.sending('draft-1');
    desk.layers.taken('draft-1', 's');
    desk.review(
      0,
      1,
      suggestion('s', [{ retain: 2 }, { insert: 'x' }], { author: ME }),
      suggestion('t', [{ retain: 2 }, { insert: 'AB' }]),
    );
    expect(desk.shown).toBe('ab[s:x][t:AB]cd');
    expect(desk.layers.typingPlace(4, () => desk.view)).toBe(3);
    const { place } = desk.edit([{ retain: 4 }, { insert: 'x' }]);
    expect(desk.shown).toBe('ab[s:xx][t:AB]cd');
    expect(place(5)).toBe(4);
  });

  test.each(['editing', 'suggesting', 'viewing'] as const)(
    'in %s, another’s letters are put back at once, with their formats',
    (mode) => {
      const desk = withInsertion(mode);
      const { correction } = desk.edit([
        { retain: 2 },
        { delete: 1 },
        { retain: 1, attributes: { bold: true } },
      ]);
      expect(desk.shown).toBe('ab[s:XY]cd');
      expect(desk.unsent).toEqual([]);
      expect(desk.layers.unsent).toEqual([]);
      expect(correction).toEqual([
        { retain: 2 },
        { insert: 'X', attributes: { 'suggest-insert': 's' } },
        { retain: 1, attributes: { bold: null } },
      ]);
    },
  );

  test.each(['editing', 'suggesting'] as const)('in %s, one’s own are deleted and formatted', (mode) => {
    const desk = withInsertion(mode, ME);
    desk.edit([{ retain: 2 }, { delete: 1 }, { retain: 1, attributes: { bold: true } }]);
    expect(desk.unsent).toEqual([]);
    expect(desk.layers.unsent).toMatchObject([
      { id: 's', delta: [{ retain: 2 }, { insert: 'Y', attributes: { bold: true } }] },
    ]);
  });
});

describe('the marks of a newline', () => {
  test('are formats of its line', () => {
    const desk = new Desk('a\nb\nc');
    desk.review(
      0,
      1,
      suggestion('s', [
        { retain: 1 },
        { insert: '\n', attributes: { header: 1 } },
        { delete: 1 },
        { retain: 1 },
        { retain: 1, attributes: { list: 'bullet' } },
      ]),
    );
    expect(desk.view).toEqual([
      { insert: 'a' },
      { insert: '\n', attributes: { header: 1, 'suggest-insert': 's' } },
      { insert: '\n', attributes: { 'suggest-delete': 's' } },
      { insert: 'b' },
      { insert: '\n', attributes: { 'suggest-format': 's' } },
      { insert: 'c\n' },
    ]);
    // Enter in a line that has marks: an editor gives them to the new newline too.
    desk.edit([{ retain: 3 }, { insert: '\n', attributes: { 'suggest-format': 's' } }]);
    expect(desk.unsent).toEqual([[{ retain: 2 }, { insert: '\n' }]]);
  });
});

describe('selections', () => {
  test('of both kinds go through several layers', () => {
    const desk = new Desk('abcd');
    desk.review(
      0,
      1,
      suggestion('a', [{ retain: 1 }, { insert: 'AA' }, { delete: 1 }]),
      suggestion('b', [{ retain: 3 }, { insert: 'B' }]),
    );
    expect(desk.shown).toBe('a[a:AA]{a:b}c[b:B]d');
    expect(desk.layers.down({ index: 2, length: 5 })).toEqual({ index: 1, length: 3 });
    expect(desk.layers.up({ index: 1, length: 3 })).toEqual({ index: 1, length: 6 });
    expect(desk.layers.up({ index: 4, length: 0 })).toEqual({ index: 7, length: 0 });
  });
});

describe('what is not known yet', () => {
  test('a suggestion that was made and changed by frames that were missed is read', () => {
    const desk = new Desk('ab');
    desk.layers.joined(3);
    expect(desk.reads).toEqual([0]);
    expect(desk.layers.state).toMatchObject({ isBehind: true, isStale: true });
    desk.layers.unread();
    desk.layers.joined(3);
    expect(desk.reads).toEqual([0, 0]);
    desk.layers.answer({ ...message(0, 1, [suggestion('s', [{ insert: 'X' }], { review: 3 })]), to: 3 });
    expect(desk.shown).toBe('[s:X]ab');
    desk.layers.joined(3);
    expect(desk.reads).toEqual([0, 0]);
  });

  test('one’s own suggestion that was typed in stays over a composed entry, also when that is taken back', () => {
    const desk = withInsertion('suggesting', ME);
    desk.edit([{ retain: 4 }, { insert: '!' }]);
    desk.frame([{ insert: 'o' }], true);
    desk.edit([{ retain: 5 }, { delete: 1 }]);
    expect(desk.shown).toBe('oab[s:XY]cd');
    expect(desk.layers.unsent).toEqual([]);
    // The server has another form of it.
    desk.layers.answer(message(0, 2, [suggestion('s', [{ retain: 3 }, { insert: 'XZ' }], { author: ME })]));
    expect(desk.shown).toBe('oab[s:XZ]cd');
    expect(desk.layers.unsent).toEqual([]);
  });

  test('what is typed in Editing over text behind one’s own letters replaces that text', () => {
    const desk = new Desk('a quiet sea', 'suggesting');
    desk.edit([{ retain: 2 }, { insert: 'loud' }, { delete: 5 }]);
    expect(desk.shown).toBe('a [draft-1:loud]{draft-1:quiet} sea');
    desk.layers.mode = 'editing';
    desk.edit([{ retain: 6 }, { insert: 'calm' }, { delete: 5 }]);
    expect(desk.text).toBe('a calm sea');
  });
});
