import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ChannelGrant } from '../../../durable-objects/user-channel/rpc.ts';
import { must } from '../../../src/base/assert.ts';
import { randomId } from '../../../src/base/ids.ts';
import { sendLive } from '../../../src/features/notifications/live.ts';
import { database } from '../../../src/platform/db/database.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { signAccessToken } from '../../../src/platform/tokens/access-token.ts';
import {
  expectJson,
  expectProblem,
  type Json,
  ORIGIN,
  type Person,
  person,
  signedIn,
} from '../support/api.ts';
import { holdEvents } from '../support/events.ts';
import { consumeEvents, eventBy } from '../support/mails.ts';
import { closeOf } from '../support/socket.ts';
import { team } from './team.ts';

beforeEach(() => {
  holdEvents();
});

const LIVE = '/v1/notifications/live';

function upgrade(protocols: string | null, headers: Record<string, string> = {}): Promise<Response> {
  return exports.default.fetch(`${ORIGIN}${LIVE}`, {
    headers: {
      Upgrade: 'websocket',
      ...(protocols !== null && { 'Sec-WebSocket-Protocol': protocols }),
      ...headers,
    },
  });
}

/** A live channel from a browser's point of view. */
class Live {
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly heard: Json[] = [];
  readonly #socket: WebSocket;
  #wake: (() => void) | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
    });
    socket.addEventListener('message', ({ data }) => {
      this.heard.push(data === 'pong' ? 'pong' : JSON.parse(data as string));
      this.#wake?.();
    });
    socket.accept();
  }

  static async open(token: string): Promise<Live> {
    const response = await upgrade(`channel.v1, bearer.${token}`);
    expect(response.headers.get('Sec-WebSocket-Protocol')).toBe('channel.v1');
    return new Live(must(response.webSocket));
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Waits for a message that satisfies `holds`. */
  async until(holds: (message: Json) => boolean): Promise<Json> {
    for (;;) {
      const found = this.heard.find(holds);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#socket.close(1000);
  }
}

const mention = (by: Person, to: Person, docId: string, excerpt = 'a') =>
  eventBy(by, {
    type: 'mention.created',
    docId,
    title: 'Plans',
    threadId: randomId(),
    userId: to.id,
    excerpt,
  });

test('a close by the client is answered', async () => {
  const live = await Live.open((await person()).token);
  live.close();
  expect((await live.closed).code).toBe(1000);
});

test('a notification arrives on every open channel, in the API’s form, and so does marking it as read', async () => {
  const { ada, grace, docId } = await team();
  const [one, two] = [await Live.open(grace.token), await Live.open(grace.token)];
  const other = await Live.open(ada.token);
  await consumeEvents([mention(ada, grace, docId)]);
  for (const live of [one, two]) {
    const { notification, unread } = await live.until(({ type }) => type === 'notification');
    expect(unread).toBe(1);
    expect((await expectJson(200, '/v1/notifications', { token: grace.token })).items).toEqual([
      notification,
    ]);
  }
  await expectJson(200, '/v1/notifications/read', {
    method: 'POST',
    token: grace.token,
    body: { all: true },
  });
  for (const live of [one, two]) await live.until(({ type, unread }) => type === 'unread' && unread === 0);
  expect(other.heard).toEqual([]);
  for (const live of [one, two, other]) live.close();
});

test('a channel outlives the eviction of its object, and pings do not wake it', async () => {
  const { ada, grace, docId } = await team();
  const live = await Live.open(grace.token);
  await evictDurableObject(env.USER_CHANNEL.getByName(grace.id), { webSockets: 'hibernate' });
  live.send('ping');
  await live.until((message) => message === 'pong');
  await consumeEvents([mention(ada, grace, docId)]);
  await live.until(({ type }) => type === 'notification');
  live.close();
});

test('after concurrent notifications and reads, the last number to arrive is right', async () => {
  const { ada, grace, docId } = await team();
  const live = await Live.open(grace.token);
  const events = Array.from({ length: 12 }, (_, i) => mention(ada, grace, docId, `${i}`));
  const work = { env, db: database(env.DB), log: logger() };
  await Promise.all([
    ...events.map((event) => consumeEvents([event])),
    expectJson(200, '/v1/notifications/read', { method: 'POST', token: grace.token, body: { all: true } }),
    sendLive(work, grace.id, null),
  ]);
  const { unread } = await expectJson(200, '/v1/notifications', { token: grace.token });
  await live.until(
    () =>
      live.heard.at(-1).unread === unread &&
      live.heard.filter(({ type }) => type === 'notification').length === 12,
  );
  live.close();
});

test('ending a session closes its channel with 4401, and only its own', async () => {
  const grace = await person('Grace');
  const [mine, other] = [randomId(), randomId()];
  const [ended, open] = [
    await Live.open(await signedIn(grace.id, mine)),
    await Live.open(await signedIn(grace.id, other)),
  ];
  await env.USER_CHANNEL.getByName(grace.id).endSessions([mine]);
  expect(await ended.closed).toEqual({ code: 4401, reason: 'unauthenticated' });
  open.send('ping');
  await open.until((message) => message === 'pong');
  open.close();
});

test('a session that ended between the look-up and the upgrade gets no channel', async () => {
  const grace = await person('Grace');
  const session = randomId();
  const token = await signedIn(grace.id, session);
  await env.USER_CHANNEL.getByName(grace.id).endSessions([session]);
  const response = await upgrade(`channel.v1, bearer.${token}`);
  expect(await closeOf(response)).toEqual({ code: 4401, reason: 'unauthenticated' });
});

test('a channel ends a minute after its token, unless a newer one was sent', async () => {
  const grace = await person('Grace');
  const session = randomId();
  const current = await signedIn(grace.id, session);
  const agingBy = (minutes: number) =>
    signAccessToken(env.ACCESS_TOKEN_KEYS, {
      userId: grace.id,
      sessionId: session,
      now: Date.now() - minutes * 60_000,
    });
  const [stale, renewed] = [await Live.open(await agingBy(14)), await Live.open(await agingBy(14))];
  renewed.send({ type: 'auth', token: current });
  // No response confirms it, and a ping is answered before its token is verified.
  const channel = env.USER_CHANNEL.getByName(grace.id);
  await vi.waitFor(async () => {
    const ends = await runInDurableObject(channel, (_, state) =>
      state.getWebSockets().map((socket) => (socket.deserializeAttachment() as ChannelGrant).expiresAt),
    );
    expect(Math.max(...ends)).toBeGreaterThan(Date.now() + 5 * 60_000);
  });
  vi.useFakeTimers({ now: Date.now() + 3 * 60_000, toFake: ['Date'] });
  await runDurableObjectAlarm(channel);
  vi.useRealTimers();
  expect(await stale.closed).toEqual({ code: 4401, reason: 'unauthenticated' });
  renewed.send('ping');
  await renewed.until((message) => message === 'pong');
  renewed.close();
});

test.each([
  ['another user’s token', async () => ({ type: 'auth', token: (await person()).token }), 4401],
  ['no token', async () => ({ type: 'auth', token: 'nonsense' }), 4401],
  ['anything else', async () => ({ type: 'send' }), 4400],
  ['no JSON', async () => '{', 4400],
  ['null', async () => 'null', 4400],
  ['a flood', async () => `{"type":"auth","token":"${'a'.repeat(10_000)}"}`, 4400],
])('a channel that is sent %s closes', async (_, message, code) => {
  const grace = await person('Grace');
  const live = await Live.open(grace.token);
  live.send(await message());
  expect((await live.closed).code).toBe(code);
});

test('a session that has ended cannot be renewed', async () => {
  const grace = await person('Grace');
  const [first, second] = [randomId(), randomId()];
  const live = await Live.open(await signedIn(grace.id, first));
  const token = await signedIn(grace.id, second);
  await env.USER_CHANNEL.getByName(grace.id).endSessions([second]);
  live.send({ type: 'auth', token });
  expect((await live.closed).code).toBe(4401);
});

test('every refusal completes the handshake and closes with its code', async () => {
  const grace = await person('Grace');
  const gone = randomId();
  const token = await signedIn(grace.id, gone);
  await env.DB.prepare('DELETE FROM sessions WHERE id = ?').bind(gone).run();
  const cases: [string, Promise<Response>, number][] = [
    ['no credential', upgrade('channel.v1'), 4401],
    ['a bad token', upgrade('channel.v1, bearer.nonsense'), 4401],
    ['a session that ended', upgrade(`channel.v1, bearer.${token}`), 4401],
    ['another protocol', upgrade(`collab.v1, bearer.${grace.token}`), 4400],
    ['no protocol', upgrade(null, { Authorization: `Bearer ${grace.token}` }), 4400],
    ['another site', upgrade(`channel.v1, bearer.${grace.token}`, { Origin: 'https://evil.example' }), 4403],
    ['a sandboxed frame', upgrade(`channel.v1, bearer.${grace.token}`, { Origin: 'null' }), 4403],
  ];
  for (const [name, response, code] of cases)
    expect({ name, code: (await closeOf(await response)).code }).toEqual({ name, code });
  await expectProblem(426, 'upgrade_required', LIVE, { token: grace.token });
});

test('the 21st channel of a user is refused', async () => {
  const grace = await person('Grace');
  const open: Live[] = [];
  for (let i = 0; i < 20; i++) open.push(await Live.open(grace.token));
  expect(await (await Live.open(grace.token)).closed).toEqual({ code: 4429, reason: 'rate_limited' });
  for (const live of open) live.close();
});
