import { expect, test } from 'vitest';
import { seenDecision } from '../../../web/app/document/review/seen-decision.ts';
import type { ShownSuggestion } from '../../../web/collab/index.ts';
import type { SessionView } from '../../../web/editor/session-view.ts';
import { hunkAt, shown, toldOf } from './shown-review.ts';

/** A session whose text the server does not have until `settle`; `review` and `hunks` are those of the suggestion then. */
function typedIn(before = [hunkAt(3)], one: ShownSuggestion = shown('change')) {
  const listeners = new Set<() => void>();
  let now = { hunks: before, review: 1, isSettled: false };
  return {
    session: {
      hunks: () => now.hunks,
      decisionOf: (_id: string, hunks: readonly number[] | null) =>
        now.isSettled
          ? { version: 1, review: now.review, hunks: hunks ?? now.hunks.map(({ number }) => number) }
          : null,
      view: () => ({ suggestions: [one] as readonly ShownSuggestion[] }) as SessionView,
      subscribe: (listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      quill: { getContents: () => ({ ops: [] }) },
    },
    settle(then: Partial<Pick<typeof now, 'hunks' | 'review'>> = {}) {
      now = { ...now, ...then, isSettled: true };
      for (const listener of listeners) listener();
    },
  };
}

function decided(then: Parameters<ReturnType<typeof typedIn>['settle']>[0], one?: ShownSuggestion) {
  const { session, settle } = typedIn([hunkAt(3), hunkAt(9, { number: 1 })], one);
  const decision = seenDecision(session, 'change', [1]);
  settle(then);
  return decision;
}

const CHANGED = { code: 'suggestion_changed' };

test('a decision waits until the server has what was typed', async () => {
  expect(await decided({})).toEqual({ version: 1, review: 1, hunks: [1] });
});

test('a decision is moved with its suggestion by what is typed before it', async () => {
  const hunks = [hunkAt(5), hunkAt(11, { number: 1 })];
  expect(await decided({ hunks })).toEqual({ version: 1, review: 1, hunks: [1] });
});

test('a suggestion that became another while the decision waited is not decided', async () => {
  await expect(decided({ review: 2 })).rejects.toMatchObject(CHANGED);
});

test('hunks that read otherwise after the wait are not decided, nor others by their numbers', async () => {
  const other = [hunkAt(3), hunkAt(9, { number: 1, inserted: 'not x' })];
  await expect(decided({ hunks: other })).rejects.toMatchObject(CHANGED);
  await expect(decided({ hunks: [hunkAt(9)] })).rejects.toMatchObject(CHANGED);
});

test('a state that the page did not show yet at the press is not decided', async () => {
  const { session, settle } = typedIn();
  settle({ review: 2 });
  await expect(seenDecision(session, 'change', null)).rejects.toMatchObject(CHANGED);
});

test('an own suggestion is decided in the state that sending what was shown of it makes', async () => {
  const own = shown('change', { isOwn: true, isUnsent: true, told: toldOf('change', { review: 1 }) });
  expect(await decided({ review: 2 }, own)).toMatchObject({ review: 2 });
  const hunks = [hunkAt(3, { inserted: 'y' }), hunkAt(9, { number: 1 })];
  await expect(decided({ review: 2, hunks }, own)).rejects.toMatchObject(CHANGED);
});
