import { expect, test } from 'vitest';
import type { ToldComment } from './commenter.ts';
import { INVARIANTS } from './invariants.ts';
import { Seen } from './seen.ts';
import type { DocumentOutcome, Outcome } from './world.ts';

/** The outcome of a run without faults, except the change by `fault`. */
function outcome(
  fault: (document: DocumentOutcome & { told: Map<string, ToldComment> }, seen: Seen) => void = () => {},
): Outcome {
  const seen = new Seen();
  const log = ['a 1', 'b 1', 'a 2'].map((key, i) => ({ key, version: i + 1 }));
  for (const { key, version } of log) {
    const [client, seq] = key.split(' ') as [string, string];
    seen.operation('doc', client, Number(seq), version);
  }
  const verification = { ok: true, version: 3, checked: { segments: 1, entries: 2 }, problems: [] };
  const told = new Map([
    ['one', { threadId: 'thread', body: 'said' }],
    ['two', { threadId: 'thread', body: null }],
  ]);
  const comments = new Map<string, string | null>([['one', 'said']]);
  const document = {
    docId: 'doc',
    contents: 'x',
    views: ['x', 'x'],
    failures: [],
    log,
    told,
    comments,
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
  expect(broken(outcome(({ told }) => told.set('three', { threadId: 'thread', body: 'gone' })))).toEqual([
    'I3',
  ]);
  expect(broken(outcome(({ told }) => told.set('one', { threadId: 'thread', body: 'another' })))).toEqual([
    'I3',
  ]);
  expect(broken(outcome(({ told }) => told.set('one', { threadId: 'thread', body: null })))).toEqual(['I3']);
  const unsound = { ok: false, version: 3, checked: { segments: 1, entries: 2 }, problems: ['a gap'] };
  expect(broken(outcome((document) => Object.assign(document, { verification: unsound })))).toEqual(['I4']);
});
