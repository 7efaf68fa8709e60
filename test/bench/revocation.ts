// npm run bench:revocation -- [--rounds N] [--port <of a running app>]: how long after a user's access ends their open
// socket is closed, on the whole local platform (wrangler dev), measured from sending the request that ends it. Besides
// the time it checks that no socket is still open when that request has been answered and the close had time to arrive.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { randomId } from '../../src/base/ids.ts';
import { startApp } from '../support/app.ts';
import { percentile, show } from './statistics.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '100' }, port: { type: 'string' } },
});

/** A signed-in user. */
interface SignedIn {
  user: { id: string };
  accessToken: string;
}

/** One way to lose access: what enables a socket, what ends it, and the expected close code. */
interface Case {
  name: string;
  code: number;
  /** Prepares a round; returns the token that opens the socket. */
  prepare(): Promise<string>;
  revoke(token: string): Promise<void>;
  /** The pause between two rounds, in ms: attempts to sign in are counted by the minute. */
  pause: number;
}

const PASSWORD = 'a long walk on the beach at low tide';
const app =
  values.port === undefined ? await startApp() : { port: Number(values.port), stop: async () => {} };
const origin = `http://127.0.0.1:${app.port}`;
try {
  await measureAll(Number(values.rounds));
} finally {
  await app.stop();
}

async function measureAll(rounds: number): Promise<void> {
  const [owner, reader] = [await register('Ada'), await register('Grace')];
  const { id: docId } = await ask<{ id: string }>('POST', '/v1/docs', owner.accessToken, { title: 'Notes' });
  const permission = `/v1/docs/${docId}/permissions/${reader.user.id}`;
  const link = (role: string | null) =>
    ask<{ token: string }>('PUT', `/v1/docs/${docId}/link`, owner.accessToken, { role });
  const cases: Case[] = [
    {
      name: 'the role is taken away',
      code: 4403,
      pause: 0,
      prepare: async () => {
        await ask('PUT', permission, owner.accessToken, { role: 'editor' });
        return reader.accessToken;
      },
      revoke: () => ask('DELETE', permission, owner.accessToken),
    },
    {
      name: 'the link is taken away',
      code: 4403,
      pause: 0,
      prepare: async () => {
        const { token } = await link('editor');
        await ask('POST', `/v1/links/${token}/open`, reader.accessToken);
        return reader.accessToken;
      },
      revoke: async () => {
        await link(null);
      },
    },
    {
      name: 'the session ends',
      code: 4401,
      pause: 700,
      prepare: async () => {
        await ask('PUT', permission, owner.accessToken, { role: 'editor' });
        const body = { email: emailOf('Grace'), password: PASSWORD, tokenDelivery: 'body' };
        return (await ask<SignedIn>('POST', '/v1/auth/login', null, body)).accessToken;
      },
      revoke: (token) => ask('DELETE', `/v1/auth/sessions/${sessionOf(token)}`, reader.accessToken),
    },
  ];
  console.log('| what happens | rounds | request to close, p50 (ms) | p95 | max | answer to close, max |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const one of cases) await measure(one, docId, reader.user.id, rounds);
}

async function measure(one: Case, docId: string, userId: string, rounds: number): Promise<void> {
  const total: number[] = [];
  const after: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const token = await one.prepare();
    const { closed } = await open(docId, userId, token);
    const start = performance.now();
    await one.revoke(token);
    const answered = performance.now();
    const { at, code } = await closed;
    if (code !== one.code) throw new Error(`${one.name}: closed with ${code}`);
    total.push(at - start);
    after.push(Math.max(0, at - answered));
    await sleep(one.pause);
  }
  const figures = [percentile(total, 0.5), percentile(total, 0.95), Math.max(...total), Math.max(...after)];
  console.log(`| ${one.name} | ${rounds} | ${figures.map((figure) => show(figure, 1)).join(' | ')} |`);
}

/** Opens a socket and joins; `closed` resolves to the time and the code of its close. */
async function open(
  docId: string,
  userId: string,
  token: string,
): Promise<{ closed: Promise<{ at: number; code: number }> }> {
  const url = `${origin.replace('http', 'ws')}/v1/collab/${docId}`;
  const socket = new WebSocket(url, ['collab.v1', `bearer.${token}`]);
  const closed = new Promise<{ at: number; code: number }>((resolve) => {
    socket.once('close', (code) => resolve({ at: performance.now(), code }));
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const joined = new Promise((resolve) => socket.once('message', resolve));
  const client = `${userId.slice(0, 8)}-${randomId().slice(0, 12)}`;
  socket.send(JSON.stringify({ type: 'join', client, version: null, pending: false }));
  await Promise.race([joined, closed]);
  return { closed };
}

function emailOf(name: string): string {
  return `${name.toLowerCase()}-${process.pid}@example.com`;
}

function register(name: string): Promise<SignedIn> {
  const body = { email: emailOf(name), password: PASSWORD, name, tokenDelivery: 'body' };
  return ask('POST', '/v1/auth/register', null, body);
}

function sessionOf(token: string): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return String(claims.sid);
}

async function ask<T = void>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
  const headers = {
    ...(token !== null && { Authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(`${origin}${path}`, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
