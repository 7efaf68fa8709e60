import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Seen } from '../../../web/app/document/review/seen.ts';
import { type Subject, subjectsOf } from '../../../web/app/document/review/subjects.ts';
import { ADA, BEN, shown, threadAt, toldOf } from './shown-review.ts';

const stored = new Map<string, string>();

beforeEach(() => {
  stored.clear();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  };
  vi.stubGlobal('localStorage', storage);
});
afterEach(() => void vi.unstubAllGlobals());

const said = (at: string, author = BEN) => ({
  id: `c-${at}`,
  author,
  body: 'Why?',
  mentions: [],
  at,
  editedAt: null,
});

const one = (subjects: Subject[]): Subject => {
  const [subject] = subjects;
  if (!subject || subjects.length > 1) throw new Error('there must be one');
  return subject;
};

test('the suggestion of another person is unread until it is seen, and stays read while its author types', () => {
  const seen = new Seen('ada', 'doc', false);
  const change = one(subjectsOf([], [shown('change')]));
  expect(seen.isUnread(change)).toBe(true);
  seen.saw([change], [change]);
  expect(seen.isUnread(change)).toBe(false);
  const typed = one(
    subjectsOf([], [shown('change', { told: toldOf('change', { review: 9, updatedAt: '2027' }) })]),
  );
  expect(new Seen('ada', 'doc', false).isUnread(typed)).toBe(false);
});

test('what is said of a suggestion makes it unread again, and stays read once it is decided', () => {
  const seen = new Seen('ada', 'doc', false);
  const thread = threadAt('t-change', null, { suggestionId: 'change', comments: [said('2027-01-01')] });
  const change = one(subjectsOf([], [shown('change')]));
  seen.saw([change], [change]);
  const answered = one(subjectsOf([thread], [shown('change')]));
  expect(seen.isUnread(answered)).toBe(true);
  seen.saw([answered], [answered]);
  expect(seen.isUnread(one(subjectsOf([thread], [])))).toBe(false);
});

test('what is one’s own is never unread', () => {
  const seen = new Seen('ada', 'doc', false);
  const own = { isOwn: true, told: toldOf('own', { author: ADA }) };
  expect(seen.isUnread(one(subjectsOf([], [shown('own', own)])))).toBe(false);
  expect(seen.isUnread(one(subjectsOf([], [shown('draft-1', { isOwn: true, told: null })])))).toBe(false);
});

test('what no longer exists is forgotten, and nothing is while that is unknown', () => {
  const seen = new Seen('ada', 'doc', false);
  const [old, next] = [
    threadAt('old', 1, { comments: [said('2027')] }),
    threadAt('new', 1, { comments: [said('2027')] }),
  ];
  seen.saw(subjectsOf([old], []), null);
  seen.saw(subjectsOf([next], []), null);
  expect(Object.keys(seen.view())).toEqual(['old', 'new']);
  const newer = subjectsOf([{ ...next, comments: [said('2028')] }], []);
  seen.saw(newer, newer);
  expect(Object.keys(seen.view())).toEqual(['new']);
});
