import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { handleEvent } from '../../../src/background/consumers/handle-event.ts';
import { EVENT_CONSUMERS, type EventConsumer } from '../../../src/background/consumers/registry.ts';
import { randomId } from '../../../src/base/ids.ts';
import { backgroundDeps } from '../../../src/platform/events/deps.ts';
import { person } from '../support/api.ts';
import { eventBy } from '../support/mails.ts';
import { deliver } from '../support/queue.ts';
import { countingEnv } from '../support/statements.ts';

const work = backgroundDeps(env, {});

/** Consumers that record their runs; each runs its function in `doing`, if it has one. */
function noting(doing: Partial<Record<string, () => Promise<void>>>) {
  const runs: string[] = [];
  const consumers: EventConsumer[] = ['one', 'two', 'three'].map((name) => ({
    name,
    takes: () => true,
    run: async () => {
      runs.push(name);
      await doing[name]?.();
    },
  }));
  return { runs, consumers };
}

async function login() {
  const ada = await person();
  return eventBy(ada, { type: 'user.login', userId: ada.id, method: 'password' });
}

test('retries the consumer that failed alone, and gives a replayed message to all', async () => {
  const event = await login();
  const down = vi.fn(() => Promise.reject(new Error('the provider is down')));
  const { runs, consumers } = noting({ two: down });
  const message = { id: randomId(), attempts: 1 };
  await expect(handleEvent(work, event, message, consumers)).rejects.toThrow('the provider is down');
  expect(runs).toEqual(['one', 'two', 'three']);

  await expect(handleEvent(work, event, { ...message, attempts: 2 }, consumers)).rejects.toThrow();
  down.mockImplementation(() => Promise.resolve() as never);
  await handleEvent(work, event, { ...message, attempts: 3 }, consumers);
  expect(runs.slice(3)).toEqual(['two', 'two']);

  await handleEvent(work, event, { id: randomId(), attempts: 1 }, consumers);
  await handleEvent(work, event, { id: randomId(), attempts: 2 }, consumers);
  expect(runs.slice(5)).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
});

test('notes finished consumers while one is slow, so that only the slow one runs again after the platform has ended it', async () => {
  const event = await login();
  const { promise: never, resolve } = Promise.withResolvers<void>();
  const { runs, consumers } = noting({ three: () => never });
  const message = { id: randomId(), attempts: 1 };
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const ended = handleEvent(work, event, message, consumers);
  await vi.waitFor(() => expect(runs).toHaveLength(3));
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  await expect.poll(() => notesOf(event.id)).toHaveLength(2);

  const again = noting({});
  await handleEvent(work, event, { ...message, attempts: 2 }, again.consumers);
  expect(again.runs).toEqual(['three']);
  resolve();
  await ended;
});

test('runs all again when the notes cannot be written', async () => {
  const event = await login();
  const failing = noting({ one: () => Promise.reject(new Error('down')) });
  const broken = {
    ...work,
    db: {
      insert: () => {
        throw new Error('D1 is down');
      },
    } as never,
  };
  const message = { id: randomId(), attempts: 1 };
  await expect(handleEvent(broken, event, message, failing.consumers)).rejects.toThrow('down');
  const { runs, consumers } = noting({});
  await handleEvent(work, event, { ...message, attempts: 2 }, consumers);
  expect(runs).toEqual(['one', 'two', 'three']);
});

test('runs what needs no D1 when the notes cannot be read', async () => {
  const event = await login();
  const { runs, consumers } = noting({});
  const broken = {
    ...work,
    db: {
      select: () => {
        throw new Error('D1 is down');
      },
    } as never,
  };
  await handleEvent(broken, event, { id: randomId(), attempts: 2 }, consumers);
  expect(runs).toEqual(['one', 'two', 'three']);
});

test('asks D1 for no notes when all goes well', async () => {
  const event = await login();
  const { bindings, statements } = countingEnv();
  const { explicitAcks } = await deliver('events', [event], { env: bindings });
  expect(explicitAcks).toHaveLength(1);
  expect(statements.filter((statement) => statement.includes('audit'))).not.toEqual([]);
  expect(await notesOf(event.id)).toEqual([]);
});

test('gives a consumer the events alone that it takes', async () => {
  const takers = (type: Parameters<EventConsumer['takes']>[0]) =>
    EVENT_CONSUMERS.filter(({ takes }) => takes(type)).map(({ name }) => name);
  expect(takers('user.sessions_ended')).toContain('sessions');
  expect(takers('user.login')).not.toContain('sessions');
  expect(takers('user.login')).toContain('audit');
  expect(takers('comment.created')).not.toContain('audit');
});

async function notesOf(eventId: string): Promise<unknown[]> {
  const found = await env.DB.prepare(
    "SELECT effect FROM event_effects WHERE event_id = ? AND effect LIKE 'consumer:%'",
  )
    .bind(eventId)
    .all();
  return found.results;
}
