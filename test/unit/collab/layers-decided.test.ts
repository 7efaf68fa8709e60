import { describe, expect, test } from 'vitest';
import { Desk, ME, message, suggestion, withInsertion } from './layers-desk.ts';

describe('a decision', () => {
  const delta = [{ retain: 1 }, { insert: 'XY' }, { delete: 2 }, { retain: 1, attributes: { bold: true } }];

  test('comes in one turn: marks become text, and nothing moves', () => {
    const desk = new Desk('abcd');
    desk.review(0, 1, suggestion('s', delta));
    expect(desk.shown).toBe('a[s:XY]{s:bc}<s:d>');
    desk.changes.length = 0;
    desk.review(1, 2, suggestion('s', [], { review: 2, status: 'accepted', acceptedVersion: 2 }));
    expect(desk.changes).toEqual([]);
    desk.frame(delta);
    expect(desk.shown).toBe('aXYd');
    expect(desk.changes).toEqual([
      [
        { retain: 1 },
        { retain: 2, attributes: { 'suggest-insert': null } },
        { delete: 2 },
        { retain: 1, attributes: { bold: true, 'suggest-format': null } },
      ],
    ]);
  });

  test('on a part leaves the rest as it is', () => {
    const desk = new Desk('abcd');
    desk.review(
      0,
      1,
      suggestion('s', [{ insert: 'L' }, { retain: 2 }, { insert: 'M' }, { retain: 1 }, { insert: 'R' }]),
    );
    const rest = [{ insert: 'L' }, { retain: 4 }, { insert: 'R' }];
    desk.review(1, 2, suggestion('s', rest, { review: 2, acceptedVersion: 2 }));
    desk.frame([{ retain: 2 }, { insert: 'M' }]);
    expect(desk.shown).toBe('[s:L]abMc[s:R]d');
    expect(desk.changes.at(-1)).toEqual([
      { retain: 3 },
      { retain: 1, attributes: { 'suggest-insert': null } },
    ]);
  });

  test('to reject takes the letters away and the marks off', () => {
    const desk = new Desk('abcd');
    desk.review(0, 1, suggestion('s', delta));
    desk.review(1, 1, suggestion('s', [], { review: 2, status: 'rejected' }));
    expect(desk.shown).toBe('abcd');
  });

  test('on one’s own suggestion leaves what was typed since where it stands', () => {
    const desk = withInsertion('suggesting', ME);
    desk.edit([{ retain: 3 }, { insert: '-' }]);
    desk.edit([{ retain: 6 }, { insert: '+' }]);
    expect(desk.shown).toBe('ab[s:X-Y]c[draft-1:+]d');
    desk.review(1, 2, suggestion('s', [], { author: ME, review: 2, status: 'accepted', acceptedVersion: 2 }));
    desk.frame([{ retain: 2 }, { insert: 'XY' }]);
    expect([desk.text, desk.shown]).toEqual(['abXYcd', 'abX[draft-2:-]Yc[draft-1:+]d']);
    expect(desk.layers.unsent).toMatchObject([{ id: 'draft-1' }, { id: 'draft-2', review: 0, version: 2 }]);
  });

  test('on what was sent and not answered yet loses nothing and doubles nothing', () => {
    const desk = withInsertion('suggesting', ME);
    desk.edit([{ retain: 4 }, { insert: 'Z' }]);
    desk.layers.sending('s');
    desk.edit([{ retain: 5 }, { insert: '!' }]);
    // The server took “XYZ”, then another user accepted all of it.
    desk.review(1, 2, suggestion('s', [], { author: ME, review: 3, status: 'accepted', acceptedVersion: 2 }));
    desk.frame([{ retain: 2 }, { insert: 'XYZ' }]);
    expect(desk.shown).toBe('abXYZ[draft-2:!]cd');
    desk.layers.taken('s', 's');
    expect(desk.shown).toBe('abXYZ[draft-2:!]cd');
  });

  test('of which the author hears later leaves what was typed since, and only that', () => {
    for (const status of ['accepted', 'rejected'] as const) {
      const desk = new Desk('a harbour', 'suggesting');
      desk.review(0, 1, suggestion('s', [{ retain: 2 }, { insert: 'before ' }], { author: ME }));
      desk.edit([{ retain: 9 }, { insert: 'offline ' }]);
      // The text comes first, and what was decided with the answer to a read.
      if (status === 'accepted') desk.frame([{ retain: 2 }, { insert: 'before ' }]);
      desk.layers.joined(2);
      desk.layers.answer(message(1, desk.version, [suggestion('s', [], { author: ME, review: 2, status })]));
      const before = status === 'accepted' ? 'before ' : '';
      expect(desk.shown.replace(/draft-\d/, 'new')).toBe(`a ${before}[new:offline ]harbour`);
    }
  });

  test('before the answer that names a new suggestion is known for it afterwards', () => {
    const desk = new Desk('ab', 'suggesting');
    desk.edit([{ insert: 'x' }]);
    desk.layers.sending('draft-1');
    desk.edit([{ retain: 1 }, { insert: '!' }]);
    desk.layers.answer(message(0, 1, [suggestion('s1', [], { author: ME, review: 2, status: 'rejected' })]));
    expect(desk.shown).toBe('[draft-1:x!]ab');
    desk.layers.taken('draft-1', 's1');
    expect(desk.shown).toBe('[draft-2:!]ab');
  });
});

describe('what was sent and is taken back before the answer', () => {
  const changes = [
    ['an insertion', [{ retain: 1 }, { insert: 'x' }]],
    ['a deletion', [{ retain: 1 }, { delete: 2 }]],
    ['a format', [{ retain: 1 }, { retain: 2, attributes: { bold: true } }]],
  ] as const;

  test.each(changes)('does not come back with the frame of %s that came before it', (_, change) => {
    const desk = new Desk('abcd', 'suggesting');
    const undo = desk.edit([...change]).inverse();
    desk.layers.sending('draft-1');
    desk.edit(undo);
    desk.review(0, 1, suggestion('s', [...change], { author: ME }));
    expect(desk.shown).toBe('abcd');
    desk.layers.taken('draft-1', 's');
    expect(desk.shown).toBe('abcd');
    expect(desk.layers.unsent).toMatchObject([{ id: 's', delta: [] }]);
  });

  // An own suggestion that the server has, and that typing goes on in.
  const begun = (): Desk => {
    const desk = new Desk('abcd', 'suggesting');
    desk.edit([{ insert: 'old' }]);
    desk.layers.sending('draft-1');
    desk.layers.taken('draft-1', 's', 1);
    desk.review(0, 1, suggestion('s', [{ insert: 'old' }], { author: ME }));
    return desk;
  };

  test.each(changes)('nor %s in a suggestion that has more', (_, change) => {
    const desk = begun();
    const undo = desk.edit([{ retain: 4 }, ...change.slice(1)]).inverse();
    desk.layers.sending('s');
    desk.edit(undo);
    desk.review(1, 1, suggestion('s', [{ insert: 'old' }, ...change], { author: ME, review: 2 }));
    expect(desk.shown).toBe('[s:old]abcd');
  });

  test.each(changes)('nor is %s lost that the server does not tell yet', (_, change) => {
    const desk = begun();
    desk.edit([{ retain: 4 }, ...change.slice(1)]);
    const { shown } = desk;
    desk.layers.sending('s');
    // Another change of it, from before what was sent.
    desk.review(1, 1, suggestion('s', [{ insert: 'old' }], { author: ME, review: 2 }));
    expect(desk.shown).toBe(shown);
  });
});

describe('a decision on a new suggestion that was shown apart before the answer names it', () => {
  const XW = [{ retain: 1 }, { insert: 'xw' }];
  // The server has carried what was sent to another place, so it is not known by its content.
  const apart = (): Desk => {
    const desk = new Desk('ab', 'suggesting');
    desk.edit([{ insert: 'xw' }]);
    desk.layers.sending('draft-1');
    desk.edit([{ retain: 2 }, { insert: '?' }]);
    desk.review(0, 1, suggestion('s1', XW, { author: ME }));
    expect(desk.shown).toBe('[draft-1:xw?]a[s1:xw]b');
    return desk;
  };
  const rejected = suggestion('s1', [], { author: ME, review: 2, status: 'rejected' });

  test.each([
    ['taken back', [{ retain: 4 }, { delete: 2 }], /^\[draft-\d:\?\]ab$/],
    ['typed into', [{ retain: 5 }, { insert: '!' }], /^\[draft-\d:\?\]a\[draft-\d:!\]b$/],
  ])('and %s there leaves what was typed since, to be sent', (_, edit, shown) => {
    const desk = apart();
    desk.edit(edit);
    desk.review(1, 1, rejected);
    desk.layers.taken('draft-1', 's1', 1);
    expect(desk.shown).toMatch(shown);
    const letters = JSON.stringify(desk.layers.unsent.map(({ delta }) => delta));
    expect(letters).toContain('?');
    expect(desk.layers.unsent).toHaveLength(desk.layers.layers.length);
  });
});

test('a decision on one draft that was sent is not taken for that on another of which nothing is left', () => {
  const desk = new Desk('abcd', 'suggesting');
  desk.edit([{ delete: 1 }]);
  desk.layers.sending('draft-1');
  desk.layers.begin();
  desk.edit([{ retain: 4 }, { insert: 'x' }]);
  desk.layers.sending('draft-2');
  desk.edit([{ retain: 5 }, { insert: '!' }]);
  desk.frame([{ delete: 1 }]);
  desk.review(0, 2, suggestion('s2', [], { author: ME, review: 2, status: 'rejected' }));
  desk.layers.taken('draft-2', 's2', 1);
  expect(desk.shown).toMatch(/^bcd\[draft-\d:!\]$/);
  expect(desk.layers.unsent).toMatchObject([{ delta: [{ retain: 3 }, { insert: '!' }] }]);
});

describe('one’s own suggestion at the server', () => {
  test('its frame may come before the answer to its request', () => {
    const desk = new Desk('ab', 'suggesting');
    desk.edit([{ insert: 'x' }]);
    desk.layers.sending('draft-1');
    desk.edit([{ retain: 1 }, { insert: 'y' }]);
    desk.review(0, 1, suggestion('s1', [{ insert: 'x' }], { author: ME }));
    expect(desk.shown).toBe('[s1:xy]ab');
    desk.layers.taken('draft-1', 's1');
    expect(desk.layers.unsent).toEqual([{ id: 's1', review: 1, version: 1, delta: [{ insert: 'xy' }] }]);
  });

  test('shown apart, before the answer names it, keeps what was typed into it there', () => {
    const desk = new Desk('ab', 'suggesting');
    desk.edit([{ insert: 'xw' }]);
    desk.layers.sending('draft-1');
    // It is not known by its content: the server has carried it to another place.
    desk.review(0, 1, suggestion('s1', [{ retain: 1 }, { insert: 'xw' }], { author: ME }));
    desk.edit([{ retain: 4 }, { insert: '!' }]);
    expect(desk.shown).toBe('[draft-1:xw]a[s1:x!w]b');
    desk.layers.taken('draft-1', 's1', 1);
    expect(desk.shown).toBe('a[s1:x!w]b');
    expect(desk.layers.unsent).toMatchObject([{ id: 's1', delta: [{ retain: 1 }, { insert: 'x!w' }] }]);
  });

  test('a frame that is older than the answer takes nothing of what was typed away', () => {
    const desk = new Desk('abcd', 'suggesting');
    desk.edit([{ delete: 1 }]);
    desk.layers.sending('draft-1');
    desk.layers.taken('draft-1', 's', 1);
    desk.review(0, 1, suggestion('s', [{ delete: 1 }], { author: ME }));
    desk.edit([{ retain: 1 }, { delete: 2 }]);
    desk.layers.sending('s');
    desk.edit([{ retain: 4 }, { insert: '!' }]);
    desk.layers.taken('s', 's', 3);
    expect(desk.shown).toBe('{s:abc}d[s:!]');
    // Another tab of the same user had sent this before.
    desk.review(1, 1, suggestion('s', [{ delete: 1 }], { author: ME, review: 2 }));
    expect(desk.shown).toBe('{s:abc}d[s:!]');
    desk.review(2, 1, suggestion('s', [{ delete: 3 }], { author: ME, review: 3 }));
    expect(desk.shown).toBe('{s:abc}d[s:!]');
    expect(desk.layers.unsent).toEqual([
      { id: 's', review: 3, version: 1, delta: [{ delete: 3 }, { retain: 1 }, { insert: '!' }] },
    ]);
  });

  test('after a refusal it is sent again, over what others decided', () => {
    const desk = new Desk('abcd', 'suggesting');
    desk.review(0, 1, suggestion('s', [{ insert: 'L' }, { retain: 3 }, { insert: 'R' }], { author: ME }));
    desk.edit([{ retain: 5 }, { insert: '!' }]);
    desk.layers.sending('s');
    desk.review(1, 1, suggestion('s', [{ retain: 3 }, { insert: 'R' }], { author: ME, review: 2 }));
    desk.layers.refused('s');
    expect(desk.shown).toBe('abc[s:R!]d');
    expect(desk.layers.unsent).toMatchObject([
      { id: 's', review: 2, delta: [{ retain: 3 }, { insert: 'R!' }] },
    ]);
  });

  test('a text that is replaced hands out what was not sent, on its version', () => {
    const desk = new Desk('ab', 'suggesting');
    desk.edit([{ insert: 'x' }]);
    desk.layers.load([{ insert: 'new\n' }]);
    expect(desk.lost).toEqual([{ id: 'draft-1', review: 0, version: 1, delta: [{ insert: 'x' }] }]);
    expect(desk.shown).toBe('new');
  });
});

test('what was sent and is not known to have arrived stays when its suggestion is decided', () => {
  const desk = withInsertion('suggesting', ME);
  desk.edit([{ retain: 2 }, { insert: 'n' }, { delete: 2 }]);
  expect(desk.shown).toBe('ab[s:n]cd');
  desk.layers.sending('s');
  desk.review(1, 1, suggestion('s', [], { author: ME, review: 2, status: 'rejected' }));
  expect(desk.shown).toMatch(/^ab\[draft-\d:n\]cd$/);
  desk.layers.refused('s');
  expect(desk.layers.unsent).toMatchObject([{ delta: [{ retain: 2 }, { insert: 'n' }] }]);
});
