import { expect, test } from 'vitest';
import { compose } from '../../../../src/ot/compose.ts';
import type { Delta } from '../../../../src/ot/op.ts';
import { SuggestionBook } from '../../../../src/ot/suggestions/suggestion-book.ts';

/** A book on “abcd”, and the frames that its text gets. */
function newBook(): { book: SuggestionBook; frames: Delta[] } {
  const frames: Delta[] = [];
  const book = new SuggestionBook((from, to) => frames.slice(from, to).map((frame) => [frame]));
  return { book, frames };
}

const TWO: Delta = [{ insert: 'L' }, { retain: 2 }, { delete: 1 }];

function propose(book: SuggestionBook, delta: Delta = TWO): void {
  book.propose({ id: 's', author: 'ann', createdAt: '1', version: 0, delta });
}

test('each change takes the next number, and since() tells the present state', () => {
  const { book } = newBook();
  propose(book);
  expect(book.replace('s', 1, 0, [{ insert: 'M' }])).toMatchObject({ ok: true, value: { review: 2 } });
  expect(book.replace('s', 1, 0, TWO)).toMatchObject({ ok: false, error: { code: 'suggestion_changed' } });
  expect(book.since(0)).toMatchObject([{ id: 's', review: 2, delta: [{ insert: 'M' }] }]);
  expect(book.since(2)).toEqual([]);
  expect(book.withdraw('s', 2)).toMatchObject({ ok: true, value: { status: 'withdrawn', review: 3 } });
  expect(book.replace('s', 3, 0, TWO)).toMatchObject({ ok: false });
});

test('nothing changes before a decision is committed', () => {
  const { book, frames } = newBook();
  propose(book);
  frames.push([{ retain: 1 }, { insert: 'o' }]);
  const decision = book.decide('s', 'accepted', { version: 0, hunks: null }, 1);
  expect(decision?.operation).toEqual([{ insert: 'L' }, { retain: 3 }, { delete: 1 }]);
  expect(book.get('s')).toMatchObject({ status: 'open', review: 1 });
  expect(book.decided(decision as NonNullable<typeof decision>, 2)).toMatchObject({
    status: 'accepted',
    acceptedVersion: 2,
    review: 2,
  });
  expect(book.decide('s', 'rejected', { version: 2, hunks: null }, 2)).toBeNull();
});

test.each(['accepted', 'rejected'] as const)(
  'of hunks that are %s, the rest stays open and on its place',
  (status) => {
    const { book, frames } = newBook();
    propose(book);
    frames.push([{ retain: 1 }, { insert: 'o' }]);
    const decision = book.decide('s', status, { version: 0, hunks: new Set([0]) }, 1);
    if (decision === null) throw new Error('it is open');
    if (decision.operation !== null) frames.push(decision.operation);
    const left = book.decided(decision, frames.length);
    expect(left).toMatchObject({ status: 'open', version: frames.length });
    const text = frames.reduce<Delta>((all, frame) => compose(all, frame), [{ insert: 'abcd\n' }]);
    expect(compose(text, left.delta)).toEqual([{ insert: status === 'accepted' ? 'Laobd\n' : 'aobd\n' }]);
  },
);

test('of mixed decisions the status is accepted if any hunk was', () => {
  const { book, frames } = newBook();
  propose(book);
  const first = book.decide('s', 'accepted', { version: 0, hunks: new Set([0]) }, 0);
  frames.push(first?.operation as Delta);
  book.decided(first as NonNullable<typeof first>, 1);
  const second = book.decide('s', 'rejected', { version: 1, hunks: null }, 1);
  expect(book.decided(second as NonNullable<typeof second>, 1)).toMatchObject({
    status: 'accepted',
    acceptedVersion: 1,
  });
});

test('what the text leaves nothing of is obsolete for good', () => {
  const { book, frames } = newBook();
  propose(book, [{ retain: 1 }, { delete: 2 }]);
  frames.push([{ delete: 2 }], [{ delete: 1 }]);
  expect(book.expire(1)).toEqual([]);
  expect(book.expire(2)).toMatchObject([{ status: 'obsolete', review: 2 }]);
  expect(book.decide('s', 'accepted', { version: 0, hunks: null }, 2)).toBeNull();
});
