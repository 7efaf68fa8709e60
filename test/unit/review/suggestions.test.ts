import { expect, test } from 'vitest';
import { makeFrame } from '../../../durable-objects/document/collab/frame.ts';
import { decidedBefore } from '../../../durable-objects/document/review/decide.ts';
import {
  type CarryingFrame,
  OpenSuggestions,
  unitsBetween,
} from '../../../durable-objects/document/review/open-suggestions.ts';
import {
  afterSuggestionEntry,
  currentOf,
  type StoredSuggestion,
  textsOf,
} from '../../../durable-objects/document/review/suggestion-state.ts';
import { must } from '../../../src/base/assert.ts';
import { ID_PATTERN } from '../../../src/base/ids.ts';
import { decisionEvent, suggestionEvents } from '../../../src/content/suggestion-events.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { ReviewEntry } from '../../../src/platform/archive/review-chain.ts';
import type { Suggestion } from '../../../src/protocol/review.ts';

/** Plays entries from number 1 on, each a second after the one before. */
function played(...entries: ReviewEntry[]): StoredSuggestion {
  return must(
    entries.reduce<StoredSuggestion | null>(
      (before, entry, i) => afterSuggestionEntry(before, { number: i + 1, at: (i + 1) * 1_000, entry }),
      null,
    ),
  );
}

const about = { suggestion: 's', by: 'ada' };
const made: ReviewEntry = { kind: 'suggest', ...about, thread: 't', base: 4, text: 'commitment' };
const part = { version: 4, review: 1, hunks: [0] };
const inPart: ReviewEntry = { kind: 'decide', ...about, by: 'bob', accepted: 7, part, base: 7, text: 'rest' };
const rest: ReviewEntry = { kind: 'decide', ...about, by: 'eve', accepted: null, part: null };

test('a suggestion is made, noted, replaced; only the texts that count are needed', () => {
  const note: ReviewEntry = { kind: 'note', ...about, text: 'commitment' };
  const once = played(made, note);
  expect(once).toMatchObject({
    status: 'open',
    created: 1,
    changed: 2,
    createdAt: 1_000,
    updatedAt: 2_000,
    note: 2,
  });
  expect(textsOf(once)).toEqual([1, 2]);
  const again = played(made, note, { ...made, base: 6 });
  expect(again).toMatchObject({ made: { text: 3, base: 6 }, note: 2, changed: 3 });
  expect(textsOf(again)).toEqual([3, 2]);
  expect(played(made, note, { kind: 'note', ...about }).note).toBeNull();
});

test('what a decision on a part leaves is current, what was made is kept; accepted is what any part was', () => {
  const left = played(made, inPart);
  expect(left).toMatchObject({ status: 'open', ended: null, acceptedVersion: 7 });
  expect(currentOf(left)).toEqual({ text: 2, base: 7 });
  expect(textsOf(left)).toEqual([1, 2]);
  const ended = played(made, inPart, rest);
  expect(ended).toMatchObject({
    status: 'accepted',
    acceptedVersion: 7,
    left: null,
    ended: { by: 'eve', at: 3_000 },
  });
  expect(textsOf(ended)).toEqual([1]);
  expect(played(made, rest).status).toBe('rejected');
  expect(played(made, { kind: 'obsolete', suggestion: 's' })).toMatchObject({
    status: 'obsolete',
    ended: { by: null, at: 2_000 },
  });
  expect(played(made, { kind: 'withdraw', ...about }).status).toBe('withdrawn');
});

test('entries about others change nothing; an erased user loses the note, and a decision its name alone', () => {
  const before = played(made, { kind: 'note', ...about, text: 'commitment' });
  const after = (entry: ReviewEntry) => afterSuggestionEntry(before, { number: 9, at: 9, entry });
  expect(after({ ...made, suggestion: 'other' })).toBe(before);
  expect(after({ kind: 'forget', user: 'bob' })).toBe(before);
  expect(after({ kind: 'forget', user: 'ada' })).toMatchObject({
    note: null,
    changed: 9,
    updatedAt: before.updatedAt,
  });
  expect(afterSuggestionEntry(null, { number: 1, at: 1, entry: rest })).toBeNull();
});

test('a repeat is known by its hunks, whatever their order, and by what it did', () => {
  const left = played(made, { ...inPart, part: { ...part, hunks: [2, 0] } } as ReviewEntry);
  const ask = (kind: 'accepted' | 'rejected', asked: typeof part | null) =>
    decidedBefore(left, {
      by: { user: { id: 'x', name: 'X', color: '' } },
      suggestionId: 's',
      kind,
      part: asked,
    });
  expect(ask('accepted', { ...part, hunks: [0, 2] })).toEqual({
    ok: true,
    value: { by: 'bob', version: 7, part: { ...part, hunks: [2, 0] } },
  });
  expect(ask('rejected', { ...part, hunks: [0, 2] })).toMatchObject({
    error: { code: 'suggestion_changed' },
  });
  expect(ask('accepted', { ...part, hunks: [0] })).toMatchObject({ error: { code: 'suggestion_changed' } });
  expect(ask('accepted', { ...part, review: 2 })).toBeNull();
  expect(ask('rejected', null)).toBeNull();
});

/** A log of frames, each of some operations, kept after version `from`. */
function logOf(frames: Delta[][], from = 0) {
  let version = 0;
  const made = frames.map((deltas) => {
    const entries = deltas.map((delta) => ({ client: 'c', seq: 1, delta }));
    const frame = makeFrame(version, entries);
    version = frame.to;
    return frame;
  });
  return {
    version,
    from,
    framesAfter: (after: number): CarryingFrame[] => made.filter(({ to }) => to > after),
  };
}

const insert = (at: number, text: string): Delta =>
  at === 0 ? [{ insert: text }] : [{ retain: at }, { insert: text }];

test('an open suggestion goes over the log frame by frame, and over the rest of a frame it lies inside entry by entry', () => {
  // In one frame, `b` ends up before `a`: composed it is one insert, entry by entry it is two.
  const frames = [[[{ insert: 'a' }], [{ insert: 'b' }]], [insert(1, 'c')]] as Delta[][];
  const open = new OpenSuggestions(logOf(frames));
  open.set('whole', 1, { version: 0, delta: [{ retain: 1 }, { insert: 'x' }] });
  open.set('inside', 2, { version: 1, delta: [{ retain: 1 }, { insert: 'x' }] });
  expect(open.at('whole')).toMatchObject({ version: 3, delta: insert(4, 'x') });
  expect(open.at('inside')).toMatchObject({ version: 3, delta: insert(3, 'x') });
  expect([...open.unstored()].map(({ id }) => id)).toEqual(['whole', 'inside']);
  open.stored();
  expect([...open.unstored()]).toEqual([]);
  expect([...unitsBetween(logOf(frames), 1, 3)]).toEqual([[[{ insert: 'b' }]], [insert(1, 'c')]]);
  expect([...unitsBetween(logOf(frames), 0, 1)]).toEqual([[[{ insert: 'a' }]]]);
  expect([...unitsBetween(logOf(frames), 3, 3)]).toEqual([]);
});

test('one of which nothing is left stays gone, and is not stored', () => {
  const open = new OpenSuggestions(logOf([[[{ delete: 2 }]], [[{ insert: 'ab' }]]]));
  open.set('gone', 1, { version: 0, delta: [{ delete: 2 }] });
  open.set('here', 2, { version: 0, delta: [{ delete: 3 }] });
  expect(open.gone).toEqual(['gone']);
  expect(open.at('gone')).toMatchObject({ version: 2, delta: null });
  expect([...open.unstored()].map(({ id }) => id)).toEqual(['here']);
});

test('one that is behind the kept log waits for the archived frames', () => {
  const frames = [[insert(0, 'a')], [insert(0, 'b')], [insert(0, 'c')]];
  const open = new OpenSuggestions(logOf(frames, 2));
  open.set('behind', 1, { version: 0, delta: [{ delete: 1 }] });
  open.set('here', 2, { version: 2, delta: [{ delete: 1 }] });
  expect(open.behind).toBe(0);
  expect(open.at('here')).toMatchObject({ version: 3 });
  expect(open.at('behind')).toMatchObject({ version: 0 });
  for (const frame of logOf(frames).framesAfter(0).slice(0, 2)) open.catchUp(frame);
  expect(open.behind).toBeNull();
  expect(open.at('behind')).toMatchObject({ version: 3, delta: [{ retain: 3 }, { delete: 1 }] });
});

const id = (name: string) => name.padEnd(22, '0');
const person = (name: string) => ({ id: id(name), name, color: '#112233' });
const document = { id: id('document'), title: 'Plans', ownerId: id('owner') };
const suggestion = {
  id: id('suggestion'),
  threadId: id('thread'),
  author: person('ada'),
  note: 'Hm',
} as Suggestion;

test('the owner is told of a suggestion, unless it is theirs', () => {
  expect(suggestionEvents({ document, suggestion })).toMatchObject([
    { id: suggestion.id, userIds: [id('owner')], excerpt: 'Hm', threadId: id('thread') },
  ]);
  expect(suggestionEvents({ document, suggestion: { ...suggestion, author: person('owner') } })).toEqual([]);
});

test('a decision has one event whoever tells of it, and the one who decided is not told', () => {
  const decision = { document, suggestion, takePart: [id('eve'), id('bob')], userId: id('bob') };
  const accepted = { ...decision, kind: 'accepted', part: null, status: 'accepted', version: 7 } as const;
  const whole = decisionEvent(accepted);
  expect(whole).toMatchObject({
    userIds: [id('ada'), id('owner'), id('eve')],
    hunks: null,
    authorId: id('ada'),
  });
  expect(decisionEvent({ ...accepted, userId: id('owner') }).id).toBe(whole.id);
  const inPart = { ...accepted, part: { version: 6, review: 3, hunks: [0, 0, 2] }, status: 'open' } as const;
  expect(decisionEvent(inPart)).toMatchObject({ userIds: [], hunks: 2 });
  const ids = [
    whole,
    decisionEvent({ ...inPart, version: 8 }),
    decisionEvent({ ...inPart, kind: 'rejected', version: null }),
    decisionEvent({ ...accepted, kind: 'rejected', version: null }),
  ].map((event) => event.id);
  expect(new Set(ids).size).toBe(4);
  for (const one of ids) expect(one).toMatch(ID_PATTERN);
});
