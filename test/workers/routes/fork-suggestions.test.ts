import { beforeEach, expect, test } from 'vitest';
import { expectJson, expectProblem, giveRole, type Json, type Person, person } from '../support/api.ts';
import { holdEvents } from '../support/events.ts';
import { failingOnce } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { forked, merge, textOf, type, update } from '../support/forks.ts';
import { callWith } from '../support/history.ts';

beforeEach(() => holdEvents());

const suggestBody = (note?: string) => ({ as: 'suggestion', ...(note !== undefined && { note }) });

/** Merges a fork as a suggestion. */
function suggest(by: Person, fork: string, note?: string): Promise<Json> {
  const request = { method: 'POST', token: by.token, body: suggestBody(note) };
  return expectJson(200, `/v1/docs/${fork}/merge`, request);
}

const suggestionsOf = async (by: Person, docId: string, status: string): Promise<Json[]> =>
  (await expectJson(200, `/v1/docs/${docId}/suggestions?status=${status}`, { token: by.token })).items;

function decide(by: Person, docId: string, id: string, how: string, body: Json = {}): Promise<Json> {
  const request = { method: 'POST', token: by.token, body };
  return expectJson(200, `/v1/docs/${docId}/suggestions/${id}/${how}`, request);
}

test('a commenter suggests what is new, and what is accepted has been merged', async () => {
  const { ada, grace, origin, fork } = await forked('abc', 'commenter');
  await type(grace, fork, [{ retain: 3 }, { insert: 'Y' }]);
  await expectProblem(403, 'forbidden', `/v1/docs/${fork}/merge`, {
    method: 'POST',
    token: grace.token,
    body: { as: 'edit' },
  });
  const { suggestionId } = await suggest(grace, fork, 'The end');
  expect(await suggestionsOf(ada, origin, 'open')).toMatchObject([
    { id: suggestionId, author: { id: grace.id }, note: 'The end', delta: [{ retain: 3 }, { insert: 'Y' }] },
  ]);
  // Nothing newer: it is the same one.
  expect(await suggest(grace, fork)).toEqual({ suggestionId });
  await type(ada, origin, [{ insert: 'X' }]);
  await decide(ada, origin, suggestionId, 'accept');
  expect(await textOf(ada, origin)).toBe('XabcY');
  expect(await suggest(grace, fork)).toEqual({ version: null });
  expect(await update(grace, fork)).not.toBe(null);
  expect(await textOf(grace, fork)).toBe('XabcY');
  expect(await update(grace, fork)).toBe(null);
});

test('merging again replaces what was suggested; as an edit it takes it back', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  await type(grace, fork, [{ insert: '1' }]);
  const first = await suggest(grace, fork);
  await type(grace, fork, [{ retain: 1 }, { insert: '2' }]);
  const second = await suggest(grace, fork);
  expect(second.suggestionId).not.toBe(first.suggestionId);
  expect(await suggestionsOf(ada, origin, 'open')).toMatchObject([
    { id: second.suggestionId, delta: [{ insert: '12' }] },
  ]);
  await type(ada, origin, [{ retain: 3 }, { insert: '!' }]);
  expect(await merge(grace, fork)).toBe(3);
  expect(await suggestionsOf(ada, origin, 'open')).toEqual([]);
  expect(await textOf(ada, origin)).toBe('12abc!');
  expect(await merge(grace, fork)).toBe(null);
  await update(grace, fork);
  expect(await textOf(grace, fork)).toBe('12abc!');
});

test('of hunks only those that are accepted count as merged', async () => {
  const { ada, grace, origin, fork } = await forked('one two');
  await type(grace, fork, [{ insert: 'A' }, { retain: 7 }, { insert: 'B' }]);
  const { suggestionId } = await suggest(grace, fork);
  const [open] = await suggestionsOf(ada, origin, 'open');
  const part = { version: open.version, review: open.review, hunks: [0] };
  await decide(ada, origin, suggestionId, 'accept', part);
  await decide(ada, origin, suggestionId, 'reject');
  expect(await textOf(ada, origin)).toBe('Aone two');
  expect(await update(grace, fork)).toBe(null);
  expect(await textOf(grace, fork)).toBe('Aone twoB');
  const again = await suggest(grace, fork);
  expect(await suggestionsOf(ada, origin, 'open')).toMatchObject([
    { id: again.suggestionId, delta: [{ retain: 8 }, { insert: 'B' }] },
  ]);
});

test('a suggestion whose answer is lost is found, and comes once', async () => {
  for (const when of ['before', 'after'] as const) {
    const { ada, grace, origin, fork } = await forked('abc', 'commenter');
    await type(grace, fork, [{ insert: 'Y' }]);
    const bindings = faultyEnv({
      documents: (stub) => ({
        suggest: failingOnce(when, (...asked: Parameters<typeof stub.suggest>) => stub.suggest(...asked)),
      }),
    });
    const lost = await callWith(bindings, `/v1/docs/${fork}/merge`, {
      method: 'POST',
      token: grace.token,
      body: suggestBody(),
    });
    expect(lost.status).toBe(503);
    const { suggestionId } = await suggest(grace, fork);
    expect(await suggestionsOf(ada, origin, 'open')).toMatchObject([{ id: suggestionId }]);
    await decide(ada, origin, suggestionId, 'accept');
    expect(await suggest(grace, fork)).toEqual({ version: null });
    expect(await textOf(ada, origin)).toBe('Yabc');
  }
});

test('a user who merges later replaces the suggestion of the one who did before, and each keeps what they wrote', async () => {
  const { ada, grace, origin, fork } = await forked('abc', 'commenter');
  const bob = await person('Bob');
  await giveRole(ada, origin, bob, 'editor');
  await giveRole(grace, fork, bob, 'editor');
  await type(grace, fork, [{ insert: 'G' }]);
  await suggest(grace, fork);
  await type(bob, fork, [{ retain: 4 }, { insert: 'B' }]);
  expect(await merge(bob, fork)).toBe(3);
  const { runs } = await expectJson(200, `/v1/docs/${origin}/attribution`, { token: ada.token });
  expect(runs.slice(0, 3).map(({ text, author }: Json) => [text, author])).toEqual([
    ['G', grace.id],
    ['abc', ada.id],
    ['B', bob.id],
  ]);
});

test('the suggestion of a fork is changed by a merge alone, and the fork goes on', async () => {
  const { ada, grace, origin, fork } = await forked('abc', 'commenter');
  await type(grace, fork, [{ retain: 3 }, { insert: 'Y' }]);
  const { suggestionId } = await suggest(grace, fork);
  const one = `/v1/docs/${origin}/suggestions/${suggestionId}`;
  const [{ version, review, delta }] = await suggestionsOf(ada, origin, 'open');
  const body = { version, review, delta: [{ retain: 3 }, { insert: 'Yes' }] };
  const put = (by: Person) => ({ method: 'PUT', token: by.token, body });
  await expectProblem(409, 'suggestion_of_fork', one, put(grace));
  await expectProblem(403, 'forbidden', one, put(ada));
  expect(await suggestionsOf(ada, origin, 'open')).toMatchObject([{ review, delta }]);
  await type(grace, fork, [{ retain: 4 }, { insert: 'es' }]);
  const again = await suggest(grace, fork);
  await expectProblem(409, 'suggestion_changed', one, put(grace));
  await decide(ada, origin, again.suggestionId, 'accept');
  expect(await textOf(ada, origin)).toBe('abcYes');
  expect(await update(grace, fork)).toBe(null);
  expect(await suggest(grace, fork)).toEqual({ version: null });
  expect(await expectJson(200, `/v1/docs/${fork}/origin`, { token: grace.token })).toMatchObject({
    docId: origin,
  });
});

test('who merged first keeps the name when another merges after them', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  const bob = await person('Bob');
  await giveRole(ada, origin, bob, 'editor');
  await giveRole(grace, fork, bob, 'editor');
  await type(grace, fork, [{ insert: 'G' }]);
  await suggest(grace, fork);
  const [{ author }] = await suggestionsOf(ada, origin, 'open');
  expect(author).toMatchObject({ id: grace.id, name: 'Grace' });
  await type(bob, fork, [{ retain: 4 }, { insert: 'B' }]);
  await merge(bob, fork);
  expect(await suggestionsOf(ada, origin, 'withdrawn')).toMatchObject([{ author }]);
});
