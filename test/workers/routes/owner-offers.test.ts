import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HTTP_LIMITS } from '../../../src/platform/verbs/limits.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  type Person,
  person,
} from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { handEventsOn, heldEvents, holdEvents, typesAbout } from '../support/events.ts';
import { callWith } from '../support/history.ts';
import { mailsTo } from '../support/mails.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';

const DAY = 24 * 60 * 60 * 1000;

beforeEach(holdEvents);

async function team() {
  const [ada, grace, edsger] = [await person('Ada'), await person('Grace'), await person('Edsger')];
  const docId = await createDocument(ada, [{ insert: 'Text\n' }], 'Plans');
  await giveRole(ada, docId, grace, 'commenter');
  await giveRole(ada, docId, edsger, 'editor');
  return { ada, grace, edsger, docId, path: `/v1/docs/${docId}/owner` };
}

const offer = (from: Person, to: { id: string }) => ({
  method: 'POST',
  token: from.token,
  body: { userId: to.id },
});
const accept = (by: Person) => ({ method: 'POST', token: by.token });
const end = (by: Person) => ({ method: 'DELETE', token: by.token });

const told = async (of: Person) =>
  (await expectJson(200, '/v1/notifications', { token: of.token })).items
    .filter(({ kind }: Json) => kind === 'owner_changed')
    .map(({ data }: Json) => data.change);
const rolesIn = async (docId: string, reader: Person): Promise<Record<string, string>> => {
  const { items } = await expectJson(200, `/v1/docs/${docId}/permissions`, { token: reader.token });
  return Object.fromEntries(items.map(({ user, role }: Json) => [user.name, role]));
};
const offeredUntil = async (docId: string, reader: Person, of: Person) => {
  const { items } = await expectJson(200, `/v1/docs/${docId}/permissions`, { token: reader.token });
  return items.find(({ user }: Json) => user.id === of.id).offeredUntil;
};

test('ownership is offered, shown to both users, and handed over only by accepting it', async () => {
  const { ada, grace, edsger, docId, path } = await team();
  const offered = await expectJson(202, path, offer(ada, grace));
  expect(offered).toMatchObject({ user: { id: grace.id }, role: 'commenter' });
  expect(Date.parse(offered.offeredUntil) - Date.now()).toBeGreaterThan(29 * DAY);
  expect((await expectJson(200, `/v1/docs/${docId}`, { token: ada.token })).role).toBe('owner');
  for (const reader of [ada, grace])
    expect(await offeredUntil(docId, reader, grace)).toBe(offered.offeredUntil);
  expect(await offeredUntil(docId, edsger, grace)).toBeNull();
  for (const path of [`/v1/docs/${docId}`, '/v1/docs?filter=shared', '/v1/docs']) {
    const answer = await expectJson(200, path, { token: grace.token });
    expect((answer.items?.[0] ?? answer).offeredUntil, path).toBe(offered.offeredUntil);
    const others = await expectJson(200, path, { token: edsger.token });
    expect((others.items?.[0] ?? others).offeredUntil, path).toBeNull();
  }
  await expectProblem(404, 'not_found', `${path}/accept`, accept(edsger));
  await expectProblem(409, 'already_owner', `${path}/accept`, accept(ada));
  await handEventsOn();
  expect([await told(grace), await told(ada)]).toEqual([['offered'], []]);

  const { offeredUntil: none, role } = await expectJson(200, `${path}/accept`, accept(grace));
  expect([none, role]).toEqual([null, 'owner']);
  expect(await rolesIn(docId, ada)).toEqual({ Ada: 'editor', Grace: 'owner', Edsger: 'editor' });
  expect((await expectJson(200, `/v1/docs/${docId}`, { token: ada.token })).ownerId).toBe(grace.id);
  expect(typesAbout(await heldEvents(), docId)).toEqual(['document.owner_changed']);
  await handEventsOn();
  expect(await told(ada)).toEqual(['accepted']);
  const subjects = async (of: Person) => (await mailsTo(of.email)).map(({ subject }) => subject);
  expect(await subjects(grace)).toContain('Ada offers you “Plans”');
  expect(await subjects(ada)).toEqual(['Grace now owns “Plans”']);
  await expectProblem(403, 'forbidden', path, offer(ada, edsger));
  await expectProblem(409, 'already_owner', `${path}/accept`, accept(grace));
});

test('only the receiver declines an offer, only the owner withdraws it', async () => {
  const { ada, grace, edsger, docId, path } = await team();
  await expectProblem(404, 'not_found', path, end(ada));
  await expectJson(202, path, offer(ada, grace));
  await expectProblem(404, 'not_found', path, end(edsger));
  expect((await call(path, end(grace))).status).toBe(204);
  await expectProblem(404, 'not_found', `${path}/accept`, accept(grace));
  await expectJson(202, path, offer(ada, grace));
  expect((await call(path, end(ada))).status).toBe(204);
  await expectProblem(404, 'not_found', `${path}/accept`, accept(grace));
  // Another offer replaces the first.
  await expectJson(202, path, offer(ada, grace));
  await expectJson(202, path, offer(ada, edsger));
  await expectProblem(404, 'not_found', `${path}/accept`, accept(grace));
  await expectJson(200, `${path}/accept`, accept(edsger));
  expect(await rolesIn(docId, ada)).toMatchObject({ Ada: 'editor', Edsger: 'owner' });
  await handEventsOn();
  expect(await told(ada)).toEqual(['accepted', 'declined']);
  // In the app each time, by mail once a day.
  expect(await told(grace)).toEqual(['offered', 'offered', 'offered']);
  const mails = (await mailsTo(grace.email)).filter(({ kind }) => kind === 'owner-changed');
  expect(mails).toHaveLength(1);
  const { items } = await expectJson(200, `/v1/docs/${docId}/audit`, { token: edsger.token });
  const kinds = items.map(({ type }: Json) => type).filter((type: string) => type.includes('owner'));
  expect(kinds).toEqual([
    'document.owner_changed',
    'document.owner_offered',
    'document.owner_offered',
    'document.owner_offer_ended',
    'document.owner_offered',
    'document.owner_offer_ended',
    'document.owner_offered',
  ]);
}, 60_000);

test('only a member with an account can be offered it, by the owner', async () => {
  const { ada, edsger, docId, path } = await team();
  const stranger = await person('Stranger');
  await expectProblem(409, 'not_a_member', path, offer(ada, stranger));
  await expectProblem(403, 'forbidden', path, offer(edsger, edsger));
  await expectProblem(409, 'already_owner', path, offer(ada, ada));
  const guest = await comeAsGuest(await setLink(ada, docId, { role: 'editor' }));
  await expectProblem(409, 'guest', path, offer(ada, guest));
});

test('the quota of the accepting user applies on acceptance, also to concurrent ones', async () => {
  const grace = await person('Grace');
  const owners = await Promise.all(Array.from({ length: 6 }, () => person('Ada')));
  const documents = await Promise.all(
    owners.map(async (ada) => {
      const docId = await createDocument(ada);
      await giveRole(ada, docId, grace, 'viewer');
      await expectJson(202, `/v1/docs/${docId}/owner`, offer(ada, grace));
      return docId;
    }),
  );
  const few = { ...env, LIMITS: JSON.stringify({ documentsPerUser: 4 }) as '' } as Env;
  const epochs = async () =>
    (
      await env.DB.prepare('SELECT access_epoch AS n FROM documents WHERE owner_id <> ? ORDER BY id')
        .bind(grace.id)
        .all()
    ).results;
  const answers = await Promise.all(
    documents.map((docId) => callWith(few, `/v1/docs/${docId}/owner/accept`, accept(grace))),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 409, 409]);
  for (const answer of answers.filter(({ status }) => status === 409))
    expect(await answer.json()).toMatchObject({ code: 'too_many_documents' });
  const { items } = await expectJson(200, '/v1/docs?filter=owned', { token: grace.token });
  expect(items).toHaveLength(4);
  // Repeated attempts make no connection stale, and the offer stays.
  const before = await epochs();
  const left = documents.filter((id) => !items.some((item: Json) => item.id === id));
  for (let i = 0; i < 3; i++)
    for (const docId of left)
      expect((await callWith(few, `/v1/docs/${docId}/owner/accept`, accept(grace))).status).toBe(409);
  expect(await epochs()).toEqual(before);
  await expectJson(200, `/v1/docs/${left[0]}/owner/accept`, accept(grace));
}, 60_000);

test('an offer ends with what it stands on: 30 days, a role, a document, an account', async () => {
  const { ada, grace, edsger, docId, path } = await team();
  const offers = () => env.DB.prepare('SELECT count(*) AS n FROM owner_offers').first('n');
  await env.DB.prepare('DELETE FROM owner_offers').run();
  await expectJson(202, path, offer(ada, grace));
  await env.DB.prepare('UPDATE owner_offers SET expires_at = ?')
    .bind(Date.now() - 1)
    .run();
  await expectProblem(404, 'not_found', `${path}/accept`, accept(grace));
  expect(await offeredUntil(docId, ada, grace)).toBeNull();
  await sweep();
  expect(await offers()).toBe(0);

  await expectJson(202, path, offer(ada, grace));
  await call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
  await giveRole(ada, docId, grace, 'viewer');
  await expectProblem(404, 'not_found', `${path}/accept`, accept(grace));

  await expectJson(202, path, offer(ada, grace));
  await call(`/v1/docs/${docId}`, { method: 'DELETE', token: ada.token });
  await expectProblem(410, 'deleted', `${path}/accept`, accept(grace));
  await call(`/v1/docs/${docId}/restore`, { method: 'POST', token: ada.token });

  const gone = { method: 'DELETE', token: grace.token, body: { documents: 'hand-over' } };
  expect((await call('/v1/users/me', gone)).status).toBe(204);
  expect(await offers()).toBe(0);

  // The owner erases their account during the offer: the document goes to its heir as without an offer, who is
  // notified.
  await expectJson(202, path, offer(ada, edsger));
  expect((await call('/v1/users/me', { ...gone, token: ada.token })).status).toBe(204);
  await handEventsOn();
  expect(await rolesIn(docId, edsger)).toEqual({ Edsger: 'owner' });
  expect(await offers()).toBe(0);
  expect(await told(edsger)).toEqual(['inherited', 'offered']);
  expect((await mailsTo(edsger.email)).map(({ subject }) => subject)).toContain('“Plans” is now yours');

  await call(`/v1/docs/${docId}?permanent=true`, { method: 'DELETE', token: edsger.token });
  expect(await offers()).toBe(0);
}, 60_000);

test('a user who lost access in any way no longer finds the offer', async () => {
  const { ada, docId, path } = await team();
  const link = await setLink(ada, docId, { role: 'editor' });
  const joan = await person('Joan');
  await expectJson(200, `/v1/links/${link}/open`, { method: 'POST', token: joan.token });
  await expectJson(202, path, offer(ada, joan));
  await expectJson(200, `/v1/docs/${docId}/link`, { method: 'PUT', token: ada.token, body: { role: null } });
  await giveRole(ada, docId, joan, 'viewer');
  await expectProblem(404, 'not_found', `${path}/accept`, accept(joan));
  expect(await offeredUntil(docId, ada, joan)).toBeNull();
});

test('offers in a loop tell once, are bounded, and push no notice of an account’s security out', async () => {
  const { ada, grace, edsger, docId, path } = await team();
  for (let i = 0; i < 3; i++) await expectJson(202, path, offer(ada, grace));
  await handEventsOn();
  expect(await told(grace)).toEqual(['offered']);
  // As if each had been offered it all but two of the times that a day allows.
  const { count } = HTTP_LIMITS.sharesWithPerson;
  await expectJson(202, path, offer(ada, edsger));
  for (const to of [edsger, grace])
    await env.DB.prepare('UPDATE throttles SET count = ? WHERE key = ? AND count > 0')
      .bind(count - 2, `offers:${docId}:${to.id}`)
      .run();
  const answers: number[] = [];
  for (let i = 0; i < 5; i++)
    answers.push((await call(path, offer(ada, i % 2 === 0 ? grace : edsger))).status);
  expect(answers).toEqual([202, 202, 202, 202, 429]);

  const insert = `INSERT INTO notifications (id, user_id, event_id, kind, data, created_at, mail) VALUES (?, ?, ?, ?, '{}', ?, 'none')`;
  const row = (kind: string, at: number) =>
    env.DB.prepare(insert).bind(`n-${kind}-${at}`, grace.id, `e-${kind}-${at}`, kind, at);
  await env.DB.batch([row('security', 1), ...Array.from({ length: 510 }, (_, i) => row('shared', 10 + i))]);
  await handEventsOn();
  const kinds = await env.DB.prepare(
    "SELECT kind, count(*) AS n FROM notifications WHERE user_id = ? GROUP BY kind = 'security'",
  )
    .bind(grace.id)
    .all<{ kind: string; n: number }>();
  expect(kinds.results.map(({ n }) => n)).toEqual([500, 1]);
});
