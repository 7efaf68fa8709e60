import { expect, test } from 'vitest';
import { INVARIANTS } from './invariants.ts';
import { acceptanceFaults, commentFaults, suggestionFaults } from './review-faults.ts';
import { Seen } from './seen.ts';
import type { DocumentOutcome, Outcome } from './world.ts';

/** The outcome of a run without faults, except the change by `fault`. */
function outcome(fault: (document: DocumentOutcome, seen: Seen) => void = () => {}): Outcome {
  const seen = new Seen();
  const log = ['a 1', 'b 1', 'a 2'].map((key, i) => ({ key, version: i + 1 }));
  for (const { key, version } of log) {
    const [client, seq] = key.split(' ') as [string, string];
    seen.operation('doc', client, Number(seq), version);
  }
  const verification = { ok: true, version: 3, checked: { segments: 1, entries: 2 }, problems: [] };
  const document: DocumentOutcome = {
    docId: 'doc',
    contents: 'x',
    views: ['x', 'x'],
    failures: [],
    log,
    reviewFaults: [],
    reviewed: { comments: 1, suggestions: 1, accepted: 1 },
    verification,
  };
  fault(document, seen);
  return { kills: 1, killsWhileStarting: 0, seen, repeats: 0, documents: [document], caughtUpAfter: 0 };
}

function broken(run: Outcome): string[] {
  return Object.entries(INVARIANTS).flatMap(([name, check]) =>
    check(run).length > 0 ? [name.slice(0, 2)] : [],
  );
}

test('the checks see what they are for', () => {
  expect(broken(outcome())).toEqual([]);
  expect(broken(outcome((document) => document.views.push('y')))).toEqual(['I1']);
  expect(broken(outcome((document) => document.failures.push('rejected')))).toEqual(['I1']);
  expect(broken(outcome((document) => document.log.push({ key: 'a 2', version: 4 })))).toEqual([
    'I2',
    'I3',
    'I4',
  ]);
  expect(broken(outcome((_, seen) => seen.operation('doc', 'b', 2, 4)))).toEqual(['I3']);
  expect(broken(outcome((_, seen) => seen.operation('doc', 'b', 1, 3)))).toEqual(['I3']);
  expect(broken(outcome((_, seen) => seen.author('doc', 'c', 4)))).toEqual(['I3']);
  expect(broken(outcome((_, seen) => seen.author('doc', 'a', 2)))).toEqual(['I3']);
  expect(broken(outcome(({ reviewFaults }) => reviewFaults.push('a comment is gone')))).toEqual(['I3']);
  const unsound = { ok: false, version: 3, checked: { segments: 1, entries: 2 }, problems: ['a gap'] };
  expect(broken(outcome((document) => Object.assign(document, { verification: unsound })))).toEqual(['I4']);
});

test('what was told of the review is looked for', () => {
  const said = { threadId: 'thread', body: 'said' };
  const comments = new Map<string, string | null>([['one', 'said']]);
  expect(
    commentFaults(
      [
        ['one', said],
        ['two', { ...said, body: null }],
      ],
      comments,
    ),
  ).toEqual([]);
  for (const told of [
    ['one', { ...said, body: null }],
    ['one', { ...said, body: 'x' }],
    ['two', said],
  ] as const)
    expect(commentFaults([told], comments)).toHaveLength(1);

  const open = { review: 4, status: 'open', text: 'ab' } as const;
  const there = new Map([
    ['one', { review: 4, status: 'open' as const, delta: [{ insert: 'a' }, { insert: 'b' }] }],
  ]);
  const awaiting = { review: 2, status: null, text: null };
  expect(suggestionFaults([['one', open]], there)).toEqual([]);
  expect(suggestionFaults([['one', awaiting]], there)).toEqual([]);
  for (const wrong of [{ review: 5 }, { status: 'accepted' as const }, { text: 'a' }])
    expect(suggestionFaults([['one', { ...open, ...wrong }]], there)).toHaveLength(1);
  expect(suggestionFaults([['two', awaiting]], there)).toHaveLength(1);

  const told = { before: [3], now: new Set([3, 5]) };
  expect(acceptanceFaults(told, new Set([3, 5, 9]))).toEqual([]);
  expect(acceptanceFaults(told, new Set([5]))).toHaveLength(1);
  expect(acceptanceFaults(told, new Set([3, 9, 10]))).toHaveLength(1);
});
