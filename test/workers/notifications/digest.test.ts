import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { sendDigests } from '../../../src/background/letters/digest.ts';
import { randomId } from '../../../src/base/ids.ts';
import { database } from '../../../src/platform/db/database.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { call, createDocument, expectJson, giveRole, type Person, person } from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { holdEvents } from '../support/events.ts';
import { wrapped } from '../support/faults.ts';
import { consumeEvents, eventBy, forgetMails, mailsTo } from '../support/mails.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// A Monday, 6:50 UTC: ten minutes before every kind of digest.
const MONDAY = Date.UTC(2027, 0, 4, 6, 50);

beforeEach(async () => {
  holdEvents();
  await forgetMails();
  await env.DB.prepare('DELETE FROM notifications').run();
});

/** The sweep, without the events that the test holds. */
async function digestsAt(at: number, using?: Env): Promise<void> {
  await env.DB.prepare('DELETE FROM event_outbox').run();
  await sweep(at, using);
}

async function team(interval?: string) {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada, undefined, 'Plans');
  await giveRole(ada, docId, grace, 'commenter');
  await env.DB.prepare('DELETE FROM notifications').run();
  if (interval !== undefined) {
    const body = { items: [{ kind: 'comment', inApp: true, mail: 'digest' }], digest: interval };
    await expectJson(200, '/v1/notifications/preferences', { method: 'PUT', token: grace.token, body });
  }
  return { ada, grace, docId };
}

const comment = (by: Person, to: Person, docId: string, at: number, excerpt = 'Shall we?') =>
  eventBy(
    by,
    { type: 'comment.created', docId, title: 'Plans', threadId: randomId(), userIds: [to.id], excerpt },
    { at },
  );

async function digestsOf({ email }: Person): Promise<string[]> {
  return (await mailsTo(email)).map(({ subject }) => subject);
}

test('a day’s digest is one mail, at 7:00 UTC, sent once', async () => {
  const { ada, grace, docId } = await team();
  await consumeEvents([
    comment(ada, grace, docId, MONDAY),
    comment(ada, grace, docId, MONDAY + MINUTE, 'And then?'),
  ]);
  expect(await digestsOf(grace)).toEqual([]);
  await digestsAt(MONDAY + 5 * MINUTE);
  expect(await digestsOf(grace)).toEqual([]);
  for (let i = 0; i < 4; i++) await digestsAt(MONDAY + 10 * MINUTE + i * 5 * MINUTE);
  const [mail, ...more] = await mailsTo(grace.email);
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ kind: 'digest', subject: '2 things have happened at Octavo' });
  expect(mail?.text).toContain('Ada commented on “Plans”: Shall we?');
  expect(mail?.text).toContain(`https://docs.example/d/${docId}?thread=`);
  expect(mail?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');

  await consumeEvents([comment(ada, grace, docId, MONDAY + 2 * HOUR)]);
  await digestsAt(MONDAY + 23 * HOUR);
  expect(await digestsOf(grace)).toHaveLength(1);
  await digestsAt(MONDAY + DAY + 10 * MINUTE);
  expect(await digestsOf(grace)).toEqual([
    'One thing has happened at Octavo',
    '2 things have happened at Octavo',
  ]);
});

test('an hourly digest comes as an hour begins, a weekly one on Monday', async () => {
  const [hourly, weekly] = [await team('hourly'), await team('weekly')];
  const at = MONDAY + 30 * MINUTE;
  await consumeEvents([
    comment(hourly.ada, hourly.grace, hourly.docId, at),
    comment(weekly.ada, weekly.grace, weekly.docId, at),
  ]);
  await digestsAt(at + 35 * MINUTE);
  expect(await digestsOf(hourly.grace)).toHaveLength(0);
  await digestsAt(at + 40 * MINUTE);
  expect(await digestsOf(hourly.grace)).toHaveLength(1);
  await digestsAt(MONDAY + 6 * DAY);
  expect(await digestsOf(weekly.grace)).toHaveLength(0);
  await digestsAt(MONDAY + 7 * DAY + 10 * MINUTE);
  expect(await digestsOf(weekly.grace)).toHaveLength(1);
});

test('what was read, may not be read any more, or is not wanted any more is not mailed', async () => {
  const [read, removed, trashed, off] = [await team(), await team(), await team(), await team()];
  for (const { ada, grace, docId } of [read, removed, trashed, off])
    await consumeEvents([comment(ada, grace, docId, MONDAY)]);
  await expectJson(200, '/v1/notifications/read', {
    method: 'POST',
    token: read.grace.token,
    body: { all: true },
  });
  await call(`/v1/docs/${removed.docId}/permissions/${removed.grace.id}`, {
    method: 'DELETE',
    token: removed.ada.token,
  });
  await call(`/v1/docs/${trashed.docId}`, { method: 'DELETE', token: trashed.ada.token });
  const body = { items: [{ kind: 'comment', inApp: true, mail: 'off' }], digest: 'daily' };
  await expectJson(200, '/v1/notifications/preferences', { method: 'PUT', token: off.grace.token, body });
  await digestsAt(MONDAY + DAY);
  for (const { grace } of [read, removed, trashed, off]) expect(await digestsOf(grace)).toEqual([]);
  const { results } = await env.DB.prepare("SELECT * FROM notifications WHERE mail = 'due'").all();
  expect(results).toEqual([]);
});

test('a kind that is turned off in the app, but not in mails, is in the digest only', async () => {
  const { ada, grace, docId } = await team();
  const body = { items: [{ kind: 'comment', inApp: false, mail: 'digest' }], digest: 'daily' };
  await expectJson(200, '/v1/notifications/preferences', { method: 'PUT', token: grace.token, body });
  await consumeEvents([comment(ada, grace, docId, MONDAY)]);
  expect(await expectJson(200, '/v1/notifications', { token: grace.token })).toMatchObject({
    items: [],
    unread: 0,
  });
  await digestsAt(MONDAY + DAY);
  expect(await digestsOf(grace)).toEqual(['One thing has happened at Octavo']);
});

test('a provider that is down delays digests, and none comes twice', async () => {
  const teams = [await team(), await team(), await team(), await team()];
  for (const { ada, grace, docId } of teams) await consumeEvents([comment(ada, grace, docId, MONDAY)]);
  let puts = 0;
  let outage = true;
  const using = {
    ...env,
    ARCHIVE: wrapped(env.ARCHIVE, {
      put: async (...args: Parameters<R2Bucket['put']>) => {
        if (!args[0].startsWith('local-mail/')) return env.ARCHIVE.put(...args);
        puts++;
        if (outage) throw new Error('down');
        return env.ARCHIVE.put(...args);
      },
    }),
  } as Env;
  await expect(digestsAt(MONDAY + DAY, using)).rejects.toThrow('digests');
  expect(puts).toBe(3);
  outage = false;
  await digestsAt(MONDAY + DAY + 5 * MINUTE, using);
  await digestsAt(MONDAY + DAY + 10 * MINUTE, using);
  for (const { grace } of teams) expect(await digestsOf(grace)).toHaveLength(1);
});

test('two sweeps at once mail a digest once', async () => {
  const { ada, grace, docId } = await team();
  await consumeEvents([comment(ada, grace, docId, MONDAY)]);
  await Promise.all([digestsAt(MONDAY + DAY), digestsAt(MONDAY + DAY), digestsAt(MONDAY + DAY)]);
  expect(await digestsOf(grace)).toHaveLength(1);
});

test('more users than one page all get their digest, wherever the run begins', async () => {
  const { ada, docId } = await team();
  const people = 23;
  const users = Array.from({ length: people }, () => randomId());
  await env.DB.batch(
    users.flatMap((id, i) => [
      env.DB.prepare(
        `INSERT INTO users (id, email, email_verified_at, name, color, preferences, created_at, updated_at) VALUES (?, ?, 1, 'P', '#006874', '{}', 1, 1)`,
      ).bind(id, `digest-${i}@example.com`),
      env.DB.prepare(
        `INSERT INTO permissions (doc_id, user_id, role, created_at, updated_at) VALUES (?, ?, 'viewer', 1, 1)`,
      ).bind(docId, id),
      env.DB.prepare(
        `INSERT INTO notifications (id, user_id, event_id, kind, doc_id, actor_id, data, created_at, mail) VALUES (?, ?, ?, 'comment', ?, ?, '{"excerpt":"a"}', ?, 'due')`,
      ).bind(randomId(), id, randomId(), docId, ada.id, MONDAY),
    ]),
  );
  const means = { env, db: database(env.DB), log: logger() };
  const bounds = { page: 4, users: 1_000, mails: 10, ms: 60_000 };
  for (const sent of [10, 20, people]) {
    await sendDigests(means, MONDAY + DAY, bounds);
    const { results } = await env.DB.prepare(
      "SELECT count(*) AS n FROM notifications WHERE mail = 'sent'",
    ).all();
    expect(results).toEqual([{ n: sent }]);
  }
});
