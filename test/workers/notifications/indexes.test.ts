import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import type { Event } from '../../../src/platform/queues/events.ts';
import { expectJson } from '../support/api.ts';
import { consumeEvents, eventBy } from '../support/mails.ts';
import { scansOf, spyOnStatements } from '../support/statements.ts';
import { nobodyTold, putPreferences, team, told } from './team.ts';

beforeEach(nobodyTold);

test('no query of notifications scans a table', async () => {
  const { ada, grace, docId } = await team();
  const statements = new Set<string>();
  const prepare = spyOnStatements();
  const events: Event[] = [
    eventBy(ada, {
      type: 'comment.created',
      docId,
      title: 'P',
      threadId: randomId(),
      userIds: [grace.id],
      excerpt: 'a',
    }),
    eventBy(grace, {
      type: 'access.requested',
      docId,
      title: 'P',
      requestId: randomId(),
      userId: grace.id,
      role: 'editor',
      message: null,
    }),
    eventBy(ada, { type: 'user.login', userId: ada.id, method: 'password' }),
    eventBy(ada, { type: 'user.factor_added', userId: ada.id, factor: 'totp', name: null }),
    eventBy(ada, {
      type: 'user.invited',
      docId,
      title: 'P',
      invitationId: randomId(),
      email: 'x@example.com',
      role: 'viewer',
      message: null,
    }),
  ];
  await consumeEvents(events);
  const { nextCursor } = await told(grace, '?limit=1');
  await told(grace, `?unread=true${nextCursor ? `&cursor=${nextCursor}` : ''}`);
  await expectJson(200, '/v1/notifications/read', {
    method: 'POST',
    token: grace.token,
    body: { all: true },
  });
  await putPreferences(grace, { items: [{ kind: 'comment', inApp: true, mail: 'off' }], digest: 'hourly' });
  const { sendDigests } = await import('../../../src/background/letters/digest.ts');
  const { database } = await import('../../../src/platform/db/database.ts');
  const { logger } = await import('../../../src/platform/observability/logger.ts');
  await consumeEvents([
    eventBy(ada, {
      type: 'comment.created',
      docId,
      title: 'P',
      threadId: randomId(),
      userIds: [grace.id],
      excerpt: 'a',
    }),
  ]);
  await sendDigests({ env, db: database(env.DB), log: logger() }, Date.now() + 8 * 86_400_000);
  for (const [statement] of prepare.mock.calls) statements.add(statement);
  prepare.mockRestore();
  expect(statements.size).toBeGreaterThan(25);
  for (const statement of statements) {
    expect({ statement, scans: await scansOf(statement) }).toEqual({ statement, scans: [] });
  }
});
