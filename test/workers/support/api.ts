import { env, exports } from 'cloudflare:workers';
import { expect } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { signAccessToken } from '../../../src/platform/tokens/access-token.ts';

/** The Worker's origin in tests. */
export const ORIGIN = 'https://docs.example';

let network = '192.0.2.1';

/** Gives the following calls another network address, so that no test spends the rate of another. */
export function moveNetwork(): void {
  const [a, b, c] = crypto.getRandomValues(new Uint8Array(3));
  network = `10.${a}.${b}.${c}`;
}

/** One request. */
export interface Call {
  method?: string;
  token?: string | null;
  /** Bytes go as they are, with the `Content-Type` of `headers`; anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Sends a request to the Worker as the network would. */
export function call(
  path: string,
  { method = 'GET', token, body, headers = {} }: Call = {},
): Promise<Response> {
  return exports.default.fetch(`${ORIGIN}${path}`, {
    method,
    headers: {
      'CF-Connecting-IP': network,
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && !(body instanceof Uint8Array) && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: asSent(body) }),
  });
}

function asSent(body: unknown): BodyInit {
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Sends a request, checks the status, and returns the JSON of the response. */
export async function expectJson<T = Json>(status: number, path: string, request: Call = {}): Promise<T> {
  const response = await call(path, request);
  const text = await response.text();
  expect(`${response.status} ${text}`).toMatch(new RegExp(`^${status} `));
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** Checks that a request is refused with this status and code, as problem+json. */
export async function expectProblem(
  status: number,
  code: string,
  path: string,
  request: Call = {},
): Promise<Json> {
  const response = await call(path, request);
  const body = (await response.json()) as Json;
  expect({ status: response.status, code: body.code }).toEqual({ status, code });
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(body).toMatchObject({
    type: 'about:blank',
    status,
    title: expect.any(String),
    detail: expect.any(String),
  });
  return body;
}

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer, it checks
export type Json = any;

/** A user with an account. */
export interface Person {
  id: string;
  email: string;
  token: string;
}

/** A verified account and an access token, without the 200 ms of hashing a password. */
export async function person(name = 'Ada'): Promise<Person> {
  const id = randomId();
  const email = `${id.toLowerCase()}@example.com`;
  const now = Date.now();
  const user = env.DB.prepare(
    `INSERT INTO users (id, email, email_verified_at, name, color, preferences, created_at, updated_at) VALUES (?, ?, 1, ?, '#006874', '{}', ?, ?)`,
  ).bind(id, email, name, now, now);
  return { id, email, token: await signedIn(id, randomId(), { after: [user] }) };
}

/**
 * An access token of a new session of this user, or of a guest of the document `guestOf`. One request writes the session
 * after the statements of `after`: most tests begin with a few people.
 */
export async function signedIn(
  userId: string,
  sessionId = randomId(),
  { guestOf = null, after = [] }: { guestOf?: string | null; after?: D1PreparedStatement[] } = {},
): Promise<string> {
  const now = Date.now();
  const day = now + 24 * 60 * 60 * 1000;
  const session = env.DB.prepare(
    `INSERT INTO sessions (id, user_id, token_hash, rotated_at, expires_at, ends_at, user_agent, authenticated_at, guest_of, created_at)
     VALUES (?, ?, 'none', ?, ?, ?, 'a test', ?, ?, ?)`,
  ).bind(sessionId, userId, now, day, day, now, guestOf, now);
  await env.DB.batch([...after, session]);
  return signAccessToken(env.ACCESS_TOKEN_KEYS, { userId, sessionId, now });
}

/** A new document of this person. */
export async function createDocument(owner: Person, content?: Delta, title = 'Notes'): Promise<string> {
  const body = content ? { title, content: { delta: content } } : { title };
  return (await expectJson(201, '/v1/docs', { method: 'POST', token: owner.token, body })).id;
}

/** Gives a user a role in a document. */
export async function giveRole(owner: Person, docId: string, to: Person, role: string): Promise<void> {
  await expectJson(200, `/v1/docs/${docId}/permissions/${to.id}`, {
    method: 'PUT',
    token: owner.token,
    body: { role },
  });
}
