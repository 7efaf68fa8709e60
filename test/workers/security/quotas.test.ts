import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { queueImport } from '../../../src/features/imports/queue-import.ts';
import { bareDeps } from '../../../src/platform/events/deps.ts';
import { HTTP_LIMITS } from '../../../src/platform/verbs/limits.ts';
import { QUOTAS } from '../../../src/protocol/quotas.ts';
import { account } from '../support/accounts.ts';
import { call, createDocument, expectJson, giveRole, ORIGIN, type Person, person } from '../support/api.ts';
import { Authenticator } from '../support/authenticator.ts';
import { sweep } from '../support/cron.ts';
import { callWith } from '../support/history.ts';
import { newDocument, Peer } from '../support/peer.ts';
import { setLink } from '../support/sharing.ts';
import { closeOf } from '../support/socket.ts';

const AT_ONCE = 14;
const MOST = 5;

/** How many of `AT_ONCE` concurrent requests succeed, where at most `MOST` may, and how many rows exist afterwards. */
type Race = () => Promise<{ done: number; held: number }>;

const limited = (name: keyof typeof QUOTAS) =>
  ({ ...env, LIMITS: JSON.stringify({ [name]: MOST }) as '' }) as Env;

async function race(
  send: (i: number) => Promise<Response>,
  statement: string,
  ...bound: string[]
): Promise<{ done: number; held: number }> {
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => send(i)));
  const held = await env.DB.prepare(statement)
    .bind(...bound)
    .first<number>('n');
  const refused = answers.filter(({ status }) => status === 409 || status === 429);
  const done = answers.filter(({ status }) => status < 300);
  expect(done.length + refused.length).toBe(AT_ONCE);
  return { done: done.length, held: held ?? -1 };
}

const post = (token: string, body?: unknown) => ({
  method: 'POST',
  token,
  ...(body !== undefined && { body }),
});

/** Every quota that D1 enforces, each by one statement. */
const IN_D1: Partial<Record<keyof typeof QUOTAS, Race>> = {
  documentsPerUser: async () => {
    const ada = await person();
    const create = () => callWith(limited('documentsPerUser'), '/v1/docs', post(ada.token, { title: 'One' }));
    return race(create, 'SELECT count(*) AS n FROM documents WHERE owner_id = ?', ada.id);
  },
  apiTokensPerUser: async () => {
    const ada = await person();
    const body = { name: 'T', scopes: ['docs:read'] };
    const create = () => callWith(limited('apiTokensPerUser'), '/v1/tokens', post(ada.token, body));
    return race(create, 'SELECT count(*) AS n FROM api_tokens WHERE user_id = ?', ada.id);
  },
  passkeysPerUser: async () => {
    const ada = await account();
    const keys: unknown[] = [];
    for (let i = 0; i < AT_ONCE; i++) {
      const { options, challenge } = await expectJson(200, '/v1/auth/passkeys/options', post(ada.token));
      keys.push({ name: 'Key', challenge, response: new Authenticator(ORIGIN).create(options) });
    }
    const add = (i: number) =>
      callWith(limited('passkeysPerUser'), '/v1/auth/passkeys', post(ada.token, keys[i]));
    return race(add, 'SELECT count(*) AS n FROM passkeys WHERE user_id = ?', ada.id);
  },
  invitationsPerDocument: async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const invite = () =>
      callWith(
        limited('invitationsPerDocument'),
        `/v1/docs/${docId}/invitations`,
        post(ada.token, { email: `${randomId().toLowerCase()}@example.com`, role: 'viewer' }),
      );
    return race(invite, 'SELECT count(*) AS n FROM invitations WHERE doc_id = ?', docId);
  },
  importsPerUser: async () => {
    const ada = await person();
    vi.spyOn(env.DOCUMENT_IMPORTS, 'sendBatch').mockRejectedValue(new Error('held by a test'));
    const deps = bareDeps(limited('importsPerUser'), {}, () => undefined);
    const actor = {
      kind: 'person',
      userId: ada.id,
      credentialId: null,
      address: null,
      userAgent: null,
    } as const;
    const file = { name: 'a.zip', type: null, bytes: new Uint8Array(1) };
    // Reading archives is done one at a time; only what comes then can race.
    const start = async () => {
      const asked = { userId: ada.id, region: null, file, origin: ORIGIN };
      const one = queueImport(deps, actor, asked, { texts: [], others: 0 });
      return one.then(
        () => new Response(null, { status: 202 }),
        ({ status }) => new Response(null, { status }),
      );
    };
    return race(start, 'SELECT count(*) AS n FROM imports WHERE user_id = ?', ada.id);
  },
};

/** The quotas that the Document itself enforces, synchronously. */
const IN_THE_DOCUMENT: (keyof typeof QUOTAS)[] = [
  'socketsPerDocument',
  'socketsPerUserAndDocument',
  'documentBytes',
  'guestSharePercent',
  'writtenBytesPerUserAndMinute',
  'commitMs',
  'threadsPerDocument',
  'commentsPerThread',
  'openSuggestionsPerDocument',
];

/** The quotas of what a user does in an hour. */
const BY_THE_HOUR: (keyof typeof QUOTAS)[] = [
  'commentsPerUserAndDocumentAndHour',
  'suggestionChangesPerUserAndDocumentAndHour',
];

/** The quotas of bytes: test/workers/routes/uploads.test.ts races for them. */
const OF_BYTES: (keyof typeof QUOTAS)[] = [
  'uploadBytes',
  'uploadBytesPerUser',
  'uploadsPerUser',
  'guestUploadSharePercent',
];

test('every quota is decided somewhere', () => {
  const known = [...Object.keys(IN_D1), ...IN_THE_DOCUMENT, ...BY_THE_HOUR, ...OF_BYTES];
  expect(Object.keys(QUOTAS).filter((name) => !known.includes(name))).toEqual([]);
});

test.each(Object.entries(IN_D1) as [string, Race][])(
  '%s: of requests at once no more pass than there may be',
  async (_, race) => {
    expect(await race()).toEqual({ done: MOST, held: MOST });
  },
);

test('a document that was made one too many is erased by the sweep, and nothing else', async () => {
  const ada = await person();
  const create = () => callWith(limited('documentsPerUser'), '/v1/docs', post(ada.token, { title: 'One' }));
  await Promise.all(Array.from({ length: AT_ONCE }, create));
  await sweep(Date.now() + 2 * 60 * 60 * 1000);
  await sweep(Date.now() + 2 * 60 * 60 * 1000);
  const { items } = await expectJson(200, '/v1/docs', { token: ada.token });
  expect(items).toHaveLength(MOST);
  for (const { id } of items) await expectJson(200, `/v1/docs/${id}/content`, { token: ada.token });
  expect(await env.DB.prepare('SELECT count(*) AS n FROM erasures').first('n')).toBe(0);
});

test('sockets that open at once are as many as there may be', async () => {
  const { docId, stub } = await newDocument();
  const userId = randomId();
  const answers = await Promise.all(
    Array.from({ length: QUOTAS.socketsPerUserAndDocument + 5 }, () => Peer.upgrade(stub, docId, { userId })),
  );
  // An admitted socket stays open: its next message is answered.
  const open = answers.map((response) => {
    const socket = response.webSocket as WebSocket;
    return new Promise<boolean>((resolve) => {
      socket.addEventListener('close', () => resolve(false));
      socket.addEventListener('message', () => resolve(true));
      socket.accept();
      socket.send('ping');
    });
  });
  const admitted = (await Promise.all(open)).filter(Boolean);
  expect(admitted).toHaveLength(QUOTAS.socketsPerUserAndDocument);
  expect((await closeOf(await Peer.upgrade(stub, docId, { userId }))).code).toBe(4429);
});

test('a link admits exactly its limit of concurrent guests', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const link = await setLink(ada, docId, { role: 'viewer' });
  const linkId = await env.DB.prepare('SELECT id FROM links WHERE doc_id = ?').bind(docId).first('id');
  const room = HTTP_LIMITS.guestsPerLink - MOST;
  await env.DB.prepare(
    `INSERT INTO permissions (doc_id, user_id, role, link_id, created_at, updated_at)
     SELECT ?1, 'guest' || key, 'viewer', ?2, 1, 1 FROM json_each(?3)`,
  )
    .bind(docId, linkId, JSON.stringify(new Array(room).fill(0)))
    .run();
  const come = () => call(`/v1/links/${link}/guest`, { method: 'POST', body: { name: 'Guest' } });
  const statement = 'SELECT count(*) AS n FROM guests WHERE doc_id = ?';
  expect(await race(come, statement, docId)).toEqual({ done: MOST, held: MOST });
  const sessions = 'SELECT count(*) AS n FROM sessions WHERE guest_of = ?';
  expect(await env.DB.prepare(sessions).bind(docId).first('n')).toBe(MOST);
});

test('requests for access that come at once wait as far as there is room', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const people: Person[] = [];
  for (let i = 0; i < AT_ONCE; i++) people.push(await person());
  const room = HTTP_LIMITS.accessRequestsPerDocument - MOST;
  for (let i = 0; i < room; i++)
    await env.DB.prepare(
      `INSERT INTO access_requests (id, doc_id, user_id, role, created_at) VALUES (?, ?, ?, 'viewer', 1)`,
    )
      .bind(randomId(), docId, randomId())
      .run();
  const ask = ({ token }: Person) => call(`/v1/docs/${docId}/access-requests`, post(token, {}));
  for (const answer of await Promise.all(people.map(ask))) expect(answer.status).toBe(202);
  const statement = 'SELECT count(*) AS n FROM access_requests WHERE doc_id = ?';
  const waiting = () => env.DB.prepare(statement).bind(docId).first('n');
  await expect.poll(waiting).toBe(HTTP_LIMITS.accessRequestsPerDocument);
  // A user whose request waits may renew it.
  await giveRole(ada, docId, people[0] as Person, 'viewer');
});
