import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { forkTag, markedClientId } from '../../../src/base/fork-mark.ts';
import { Random } from '../../support/random.ts';
import { expectProblem, giveRole, person } from '../support/api.ts';
import { heldEvents, holdEvents } from '../support/events.ts';
import { Down, failingOnce, wrapped } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { type Forked, forked, merge, mergeRefused, textOf, type, update } from '../support/forks.ts';
import { callWith } from '../support/history.ts';
import { documentOf } from '../support/peer.ts';

beforeEach(async () => {
  holdEvents();
  await env.DB.prepare('DELETE FROM event_outbox').run();
});

const carryWith = (bindings: Env, { grace, fork }: Forked, kind: 'merge' | 'update') =>
  callWith(bindings, `/v1/docs/${fork}/${kind}`, {
    method: 'POST',
    token: grace.token,
    ...(kind === 'merge' && { body: { as: 'edit' } }),
  });

// As if the time of the turn were over.
async function laterTurn(fork: string): Promise<void> {
  const { meta } = await env.DB.prepare('UPDATE forks SET turn_until = 0 WHERE doc_id = ? AND turn_until > 0')
    .bind(fork)
    .run();
  expect(meta.changes).toBe(1);
}

const mergesTold = async (docId: string) =>
  (await heldEvents()).filter((event) => event.type === 'fork.merged' && event.docId === docId).length;

test.each(['merge', 'update'] as const)(
  'a %s whose answer is lost before or after the commit comes once',
  async (kind) => {
    for (const when of ['before', 'after'] as const) {
      const pair = await forked('abc');
      const { ada, grace, origin, fork } = pair;
      await type(grace, fork, [{ retain: 3 }, { insert: 'Y' }]);
      await type(ada, origin, [{ insert: 'X' }]);
      const bindings = faultyEnv({
        documents: (stub) => ({
          bring: failingOnce(when, (...asked: Parameters<typeof stub.bring>) => stub.bring(...asked)),
        }),
      });
      expect((await carryWith(bindings, pair, kind)).status).toBe(503);
      // It may still be under way: no one else begins until it can no longer be committed.
      await mergeRefused(503, 'fork_busy', grace, fork);
      await laterTurn(fork);
      const again = kind === 'merge' ? await merge(grace, fork) : await update(grace, fork);
      expect(again).toBe(when === 'before' ? 3 : null);
      await merge(grace, fork);
      await update(grace, fork);
      expect([await textOf(ada, origin), await textOf(grace, fork)]).toEqual(['XabcY', 'XabcY']);
    }
  },
);

test('a merge that was committed and not recorded is found again, and told of once', async () => {
  const pair = await forked('abc');
  const { ada, grace, origin, fork } = pair;
  await type(grace, fork, [{ retain: 3 }, { insert: 'Y' }]);
  await type(ada, origin, [{ insert: 'X' }]);
  // The process ends after the commit: neither the event nor the meeting can be written, nor the turn ended.
  let isCommitted = false;
  const unlessCommitted =
    <A extends unknown[], R>(method: (...args: A) => R) =>
    (...args: A): R => {
      if (isCommitted) throw new Down('the process has ended');
      return method(...args);
    };
  const bindings = faultyEnv({
    documents: (stub) => ({
      bring: async (...asked: Parameters<typeof stub.bring>) => {
        const brought = await stub.bring(...asked);
        isCommitted = true;
        return brought;
      },
    }),
    database: {
      withSession: (start: D1SessionConstraint) => {
        const session = env.DB.withSession(start);
        return wrapped(session, {
          prepare: unlessCommitted((query: string) => session.prepare(query)),
          batch: unlessCommitted((statements: D1PreparedStatement[]) => session.batch(statements)),
        });
      },
    },
  });
  expect((await carryWith(bindings, pair, 'merge')).status).toBeGreaterThanOrEqual(500);
  expect(await textOf(ada, origin)).toBe('XabcY');
  expect(await mergesTold(origin)).toBe(0);
  await mergeRefused(503, 'fork_busy', grace, fork);
  await laterTurn(fork);
  // A person writes on before anyone looks.
  await type(ada, origin, [{ insert: 'W' }]);
  await type(grace, fork, [{ retain: 4 }, { insert: 'Z' }]);
  expect(await update(grace, fork)).not.toBe(null);
  expect(await mergesTold(origin)).toBe(1);
  expect(await textOf(grace, fork)).toBe('WXabcYZ');
  await merge(grace, fork);
  expect(await textOf(ada, origin)).toBe('WXabcYZ');
  expect(await mergesTold(origin)).toBe(2);
});

test('of merges and updates at once none is lost and none comes twice', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  const random = new Random(1);
  const words: string[] = [];
  for (let round = 0; round < 6; round++) {
    const write = async (by: typeof ada, docId: string) => {
      const word = `<${words.length}>`;
      words.push(word);
      await type(by, docId, [{ insert: word }]);
    };
    await write(ada, origin);
    await write(grace, fork);
    const path = `/v1/docs/${fork}`;
    const ask = (kind: 'merge' | 'update') =>
      callWith(env, `${path}/${kind}`, {
        method: 'POST',
        token: grace.token,
        ...(kind === 'merge' && { body: { as: 'edit' } }),
      });
    const kinds = [random.pick(['merge', 'update'] as const), 'merge', 'update'] as const;
    const answers = await Promise.all([...kinds.map(ask), write(ada, origin), write(grace, fork)]);
    for (const answer of answers) if (answer) expect([200, 503]).toContain(answer.status);
  }
  await merge(grace, fork);
  await update(grace, fork);
  const text = await textOf(ada, origin);
  expect(await textOf(grace, fork)).toBe(text);
  expect((text.match(/<\d+>/g) ?? []).toSorted()).toEqual(words.toSorted());
});

test('after a recovery of either the fork stays what it is, and has to be made again', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  await type(grace, fork, [{ insert: 'Y' }]);
  const recovered = (docId: string, by: number) =>
    env.DB.prepare('UPDATE documents SET generation = generation + ? WHERE id = ?').bind(by, docId).run();
  await recovered(origin, 1);
  await mergeRefused(409, 'origin_recovered', grace, fork);
  await expectProblem(409, 'origin_recovered', `/v1/docs/${fork}/update`, {
    method: 'POST',
    token: grace.token,
  });
  await recovered(origin, -1);
  await recovered(fork, 1);
  await mergeRefused(409, 'fork_recovered', grace, fork);
  await recovered(fork, -1);
  expect(await merge(grace, fork)).toBe(2);
  expect(await textOf(ada, origin)).toBe('Yabc');
});

test('what neither log holds any more is 410', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  await type(ada, origin, [{ insert: 'X' }]);
  await type(grace, fork, [{ insert: 'Y' }]);
  await env.DB.prepare('UPDATE documents SET log_from = 2 WHERE id = ?').bind(origin).run();
  expect(await mergeRefused(410, 'version_expired', grace, fork)).toMatchObject({ firstVersion: 2 });
  await env.DB.prepare('UPDATE documents SET log_from = 0 WHERE id = ?').bind(origin).run();
  expect(await merge(grace, fork)).toBe(3);
});

test('the Document takes nothing that comes too late, or after other traffic of the same fork', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  const stub = documentOf(origin);
  const mark = { kind: 'merge', tag: forkTag(fork), upTo: 2, base: 1 } as const;
  const brought = { mark, changes: [{ by: grace.id, delta: [{ insert: 'Y' }] }], userId: grace.id };
  const soon = Date.now() + 30_000;
  expect(await stub.bring({ ...brought, until: Date.now() - 1 })).toMatchObject({ error: { code: 'late' } });
  expect(await stub.bring({ ...brought, until: soon })).toMatchObject({ value: { version: 2 } });
  expect(await stub.bring({ ...brought, until: soon })).toMatchObject({ error: { code: 'conflict' } });
  const another = { ...mark, tag: 'another00' };
  expect(await stub.bring({ ...brought, mark: another, until: soon })).toMatchObject({ ok: true });
  const beyond = [{ by: grace.id, delta: [{ retain: 99 }, { insert: 'Y' }] }];
  const wrong = await stub.bring({ ...brought, mark: another, changes: beyond, until: soon });
  expect(wrong).toMatchObject({ error: { code: 'conflict' } });
  const fresh = { ...mark, tag: 'the-third' };
  expect(await stub.bring({ ...brought, mark: fresh, changes: beyond, until: soon })).toMatchObject({
    error: { code: 'invalid' },
  });
  expect(await textOf(ada, origin)).toBe('YYabc');
});

test('no one writes under the ids of merges', async () => {
  const { grace, origin, fork } = await forked('abc');
  const client = markedClientId(grace.id, { kind: 'merge', tag: forkTag(fork), upTo: 2, base: 1 });
  await expectProblem(409, 'conflict', `/v1/docs/${origin}/ops`, {
    method: 'POST',
    token: grace.token,
    body: { baseVersion: 1, delta: [{ insert: 'x' }], client, seq: 1 },
  });
});

test('who has gone from the origin still has written what they wrote', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  const bob = await person('Bob');
  await giveRole(grace, fork, bob, 'editor');
  await type(bob, fork, [{ insert: 'B' }]);
  await merge(grace, fork);
  const { userId } = await documentOf(origin)
    .log(1, 1)
    .then((log) => (log.ok ? (log.value.entries[0] ?? { userId: '' }) : { userId: '' }));
  expect(userId).toBe(bob.id);
  expect(await textOf(ada, origin)).toBe('Babc');
});
