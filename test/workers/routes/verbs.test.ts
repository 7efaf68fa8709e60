import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { handleEvent } from '../../../src/background/consumers/handle-event.ts';
import { must } from '../../../src/base/assert.ts';
import { randomId } from '../../../src/base/ids.ts';
import { createDocument } from '../../../src/features/documents/create-document.ts';
import { eraseDocument } from '../../../src/features/documents/erase.ts';
import { changeRole } from '../../../src/features/sharing/give-role.ts';
import { findDocument } from '../../../src/platform/db/documents.ts';
import { backgroundDeps, type Deps } from '../../../src/platform/events/deps.ts';
import { eventsBy, SYSTEM } from '../../../src/platform/events/publish.ts';
import type { KnownActor } from '../../../src/platform/queues/events.ts';
import {
  call,
  createDocument as createByRoute,
  expectJson,
  type Json,
  type Person,
  person,
} from '../support/api.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';

beforeEach(() => holdEvents());

/** Runs a verb in a consumer of the queue `events`, with the dependencies that a batch has. */
async function inConsumer<T>(verb: (deps: Deps) => Promise<T>): Promise<T> {
  const deps = backgroundDeps(env, { queue: 'events' });
  const [event] = eventsBy(SYSTEM, [{ type: 'user.logout', userId: randomId() }]);
  const results: T[] = [];
  const consumer = {
    name: 'a test',
    takes: () => true,
    run: async (given: Deps) => void results.push(await verb(given)),
  };
  await handleEvent(deps, must(event), { id: 'm0', attempts: 1 }, [consumer]);
  await deps.deferred();
  expect(results).toHaveLength(1);
  return results[0] as T;
}

/** A person as the actor of a message. */
function actorOf({ id }: Person): KnownActor {
  return {
    kind: 'person',
    userId: id,
    credentialId: 'a session',
    address: '203.0.113.8',
    userAgent: 'a test',
  };
}

/**
 * The effects on a document: its row, its members, its events, and its entries in the audit log. Ids are replaced by
 * `names`.
 */
async function traceOf(docId: string, names: Record<string, string>) {
  const events = (await handEventsOn()).filter((event) => 'docId' in event && event.docId === docId);
  const row = await env.DB.prepare(
    'SELECT owner_id, title, region, version, length, deleted_at FROM documents WHERE id = ?',
  )
    .bind(docId)
    .first();
  const { results: members } = await env.DB.prepare(
    'SELECT user_id, role FROM permissions WHERE doc_id = ? ORDER BY role',
  )
    .bind(docId)
    .all();
  const { results: audit } = await env.DB.prepare(
    'SELECT type, actor_kind, actor_id, subject_id, details FROM audit_log WHERE doc_id = ? ORDER BY at, rowid',
  )
    .bind(docId)
    .all();
  const told = events.map(({ id: _, at: __, by, ...body }) => ({ ...body, by: [by.kind, by.userId] }));
  const text = JSON.stringify({ row, members, told, audit });
  return JSON.parse(
    Object.entries({ ...names, document: docId }).reduce((all, [name, id]) => all.replaceAll(id, name), text),
  ) as { row: Json; members: Json[]; told: Json[]; audit: Json[] };
}

test('a document comes into being alike by a route and by a consumer', async () => {
  const ada = await person();
  const byRoute = await traceOf(await createByRoute(ada, [{ insert: 'Hello\n' }]), { ada: ada.id });
  const { id } = await inConsumer((deps) =>
    createDocument(deps, actorOf(ada), {
      userId: ada.id,
      title: 'Notes',
      region: null,
      ops: [{ insert: 'Hello\n' }],
      copyOf: null,
    }),
  );
  const byConsumer = await traceOf(id, { ada: ada.id });
  expect(byConsumer).toEqual(byRoute);
  expect(byConsumer).toMatchObject({
    row: { owner_id: 'ada', title: 'Notes', length: 6 },
    members: [{ user_id: 'ada', role: 'owner' }],
    told: [{ type: 'document.created', docId: 'document', by: ['person', 'ada'] }],
    audit: [{ type: 'document.created', actor_kind: 'person', actor_id: 'ada' }],
  });
  const read = await expectJson(200, `/v1/docs/${id}/content`, { token: ada.token });
  expect(read.ops).toEqual([{ insert: 'Hello\n' }]);
});

test('a role changes alike by a route and by a consumer', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const names = { ada: ada.id, grace: grace.id };
  const [one, other] = [await createByRoute(ada), await createByRoute(ada)];
  await handEventsOn();

  const path = `/v1/docs/${one}/permissions/${grace.id}`;
  const answered = await expectJson(200, path, { method: 'PUT', token: ada.token, body: { role: 'editor' } });
  const byRoute = await traceOf(one, names);
  const member = await inConsumer((deps) =>
    changeRole(deps, actorOf(ada), {
      document: { id: other, title: 'Notes' },
      userId: grace.id,
      role: 'editor',
    }),
  );
  const byConsumer = await traceOf(other, names);
  expect(byConsumer).toEqual(byRoute);
  expect(byConsumer.told).toMatchObject([
    { type: 'document.shared', userId: 'grace', by: ['person', 'ada'] },
  ]);
  expect(member).toEqual({ ...answered, since: member.since });
  // The Document has been told, so the role is effective at once.
  await expectJson(200, `/v1/docs/${other}/content`, { token: grace.token });
});

test('what a verb refuses a route, it refuses a consumer with the same problem', async () => {
  const ada = await person();
  const docId = await createByRoute(ada);
  const nobody = 'nobodynobodynobodynobo';
  const path = `/v1/docs/${docId}/permissions/${nobody}`;
  const response = await call(path, { method: 'PUT', token: ada.token, body: { role: 'viewer' } });
  const problem: Json = await response.json();
  const given = { document: { id: docId, title: 'Notes' }, userId: nobody, role: 'viewer' } as const;
  const deps = backgroundDeps(env, {});
  const { status, code, detail } = problem;
  await expect(changeRole(deps, actorOf(ada), given)).rejects.toMatchObject({
    status,
    code,
    message: detail,
  });
  expect(code).toBe('unknown_user');
});

test('a document is erased alike by a route and by a consumer', async () => {
  const ada = await person();
  const [one, other] = [await createByRoute(ada), await createByRoute(ada)];
  await handEventsOn();
  const deletion = await call(`/v1/docs/${one}?permanent=true`, { method: 'DELETE', token: ada.token });
  expect(deletion.status).toBe(204);
  const byRoute = await traceOf(one, { ada: ada.id });
  await inConsumer(async (deps) => {
    const document = await findDocument(deps.db, other);
    if (document) await eraseDocument(deps, actorOf(ada), document);
  });
  const byConsumer = await traceOf(other, { ada: ada.id });
  expect(byConsumer).toEqual(byRoute);
  expect(byConsumer).toMatchObject({ row: null, members: [], told: [{ permanent: true }] });
});
