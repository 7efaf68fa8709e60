import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { hashApiToken, newApiToken } from '../../../src/platform/tokens/api-token.ts';
import type { Scope } from '../../../src/protocol/permissions.ts';
import { call, createDocument, giveRole, type Person, person, signedIn } from '../support/api.ts';
import { newDocument, Peer } from '../support/peer.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';
import { closeOf, upgrade } from '../support/socket.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

async function apiToken(
  of: Person,
  scopes: Scope[],
  { docIds = null, expiresAt = null }: { docIds?: string[] | null; expiresAt?: number | null } = {},
): Promise<{ id: string; token: string }> {
  const token = newApiToken();
  const id = randomId();
  await env.DB.prepare(
    `INSERT INTO api_tokens (id, user_id, name, hash, hint, scopes, doc_ids, expires_at, created_at) VALUES (?, ?, 'a bot', ?, 'xxxx', ?, ?, ?, 1)`,
  )
    .bind(id, of.id, hashApiToken(token), JSON.stringify(scopes), docIds && JSON.stringify(docIds), expiresAt)
    .run();
  return { id, token };
}

const connect = (docId: string, token: string) => upgrade(docId, { protocols: `collab.v1, bearer.${token}` });

/** Joins over the socket of the response, and returns the answer. */
async function joined(response: Response, userId: string): Promise<{ role: string; user: unknown }> {
  const socket = response.webSocket as WebSocket;
  const answer = new Promise<string>((resolve) => {
    socket.addEventListener('message', ({ data }) => resolve(data as string), { once: true });
  });
  socket.accept();
  const client = `${userId.slice(0, 8)}-${randomId(12)}`;
  socket.send(JSON.stringify({ type: 'join', client, version: null, pending: false }));
  const message = JSON.parse(await answer);
  socket.close(1000);
  return message;
}

test('an API token opens sockets as far as its scopes and documents go', async () => {
  const ada = await person();
  const [docId, other] = [await createDocument(ada), await createDocument(ada)];
  const roleBy = async (scopes: Scope[]) =>
    (await joined(await connect(docId, (await apiToken(ada, scopes)).token), ada.id)).role;
  expect(await roleBy(['docs:read'])).toBe('viewer');
  expect(await roleBy(['docs:read', 'docs:comment'])).toBe('commenter');
  expect(await roleBy(['docs:read', 'docs:write', 'docs:share'])).toBe('editor');
  const refusals: [name: string, docId: string, token: string, code: number][] = [
    ['without docs:read', docId, (await apiToken(ada, ['docs:write'])).token, 4403],
    ['for another document', other, (await apiToken(ada, ['docs:read'], { docIds: [docId] })).token, 4404],
    ['expired', docId, (await apiToken(ada, ['docs:read'], { expiresAt: Date.now() - 1 })).token, 4401],
    ['unknown', docId, newApiToken(), 4401],
  ];
  for (const [name, id, token, code] of refusals) {
    expect({ name, code: (await closeOf(await connect(id, token))).code }).toEqual({ name, code });
  }
  const bound = await apiToken(ada, ['docs:read'], { docIds: [docId] });
  expect((await joined(await connect(docId, bound.token), ada.id)).role).toBe('viewer');
});

test('the sockets of an API token close when it is deleted', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const { id, token } = await apiToken(ada, ['docs:read']);
  const closed = closeOf(await connect(docId, token));
  expect((await call(`/v1/tokens/${id}`, { method: 'DELETE', token: ada.token })).status).toBe(204);
  expect((await closed).code).toBe(4401);
  expect((await closeOf(await connect(docId, token))).code).toBe(4401);
});

test('a guest’s socket is a guest’s, in their document alone', async () => {
  const ada = await person();
  const [docId, other] = [await createDocument(ada), await createDocument(ada)];
  const guest = await comeAsGuest(await setLink(ada, docId, { role: 'commenter' }), 'Barbara');
  const answer = await joined(await connect(docId, guest.token), guest.id);
  expect(answer).toMatchObject({ role: 'commenter', user: { id: guest.id, name: 'Barbara', guest: true } });
  expect((await closeOf(await connect(other, guest.token))).code).toBe(4404);
});

// Between the Worker's look-up and the Document.

test('I6: a user who loses their role between the look-up and the Document is not admitted', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'editor');
  const outcomes = await changedWhileConnecting(docId, grace.token, () =>
    call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token }),
  );
  expect(outcomes).toEqual({ code: 4404, reason: 'not_found' });
});

test('I6: nor is a guest whose link is removed', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const guest = await comeAsGuest(await setLink(ada, docId, { role: 'editor' }));
  const outcome = await changedWhileConnecting(docId, guest.token, () => setLink(ada, docId, { role: null }));
  expect(outcome.code).toBe(4401);
});

test('I6: a user demoted in between is admitted with the new role', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'editor');
  const response = await connectWhile(docId, grace.token, () => giveRole(ada, docId, grace, 'viewer'));
  expect((await joined(response, grace.id)).role).toBe('viewer');
});

test('I6: a session that ends meanwhile opens no socket that stays', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const sessionId = randomId();
  const token = await signedIn(ada.id, sessionId);
  const outcome = await changedWhileConnecting(docId, token, async () => {
    const ended = await call(`/v1/auth/sessions/${sessionId}`, { method: 'DELETE', token: ada.token });
    expect(ended.status).toBe(204);
  });
  expect(outcome).toEqual({ code: 4401, reason: 'unauthenticated' });
});

/** Connects, and runs `change` after the Worker has looked up the caller, before the Document is asked. */
async function connectWhile(docId: string, token: string, change: () => Promise<unknown>): Promise<Response> {
  const { getByName } = env.DOCUMENT;
  let changed: Promise<unknown> | null = null;
  vi.spyOn(env.DOCUMENT, 'getByName').mockImplementation((name: string) => {
    const stub = getByName.call(env.DOCUMENT, name);
    if (name !== docId || changed !== null) return stub;
    return new Proxy(stub, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (property !== 'fetch') return value;
        return async (request: Request) => {
          changed = Promise.resolve();
          changed = change();
          await changed;
          return target.fetch(request);
        };
      },
    });
  });
  const response = await connect(docId, token);
  expect(changed).not.toBeNull();
  return response;
}

async function changedWhileConnecting(docId: string, token: string, change: () => Promise<unknown>) {
  return closeOf(await connectWhile(docId, token, change));
}

// At the Document itself: a change and an upgrade in flight, in either order.

test('I6: no socket outlives the response to a removal, in either order at the Document', async () => {
  for (let round = 0; round < 40; round++) {
    const { docId, stub } = await newDocument();
    const userId = randomId();
    const remove = () => stub.setAccess({ userId, role: null, accessEpoch: 1 });
    const attempt = () => Peer.upgrade(stub, docId, { userId, accessEpoch: 0 });
    const [response] =
      round % 2 === 0
        ? await Promise.all([attempt(), remove()])
        : await Promise.all([remove(), attempt()]).then(([, answer]) => [answer]);
    // Refused, because the removal came first; or admitted, and closed by it.
    if (response.status !== 409) expect((await closeOf(response)).code).toBe(4403);
  }
});

test('I6: no socket outlives the end of its session, in either order', async () => {
  for (let round = 0; round < 40; round++) {
    const { docId, stub } = await newDocument();
    const userId = randomId();
    const channel = env.USER_CHANNEL.getByName(userId);
    const attempt = () => Peer.upgrade(stub, docId, { userId, credentialId: 's' });
    const [response] =
      round % 2 === 0
        ? await Promise.all([attempt(), channel.endSessions(['s'])])
        : await Promise.all([channel.endSessions(['s']), attempt()]).then(([, answer]) => [answer]);
    expect((await closeOf(response)).code).toBe(4401);
  }
});
