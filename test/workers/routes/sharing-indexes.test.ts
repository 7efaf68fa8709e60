import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { pushOwedAccess } from '../../../src/content/push-access.ts';
import { endExpiredAccess } from '../../../src/features/sharing/expired.ts';
import { database } from '../../../src/platform/db/database.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { call, createDocument, expectJson, giveRole, person } from '../support/api.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';
import { upgrade } from '../support/socket.ts';
import { countingEnv, scansOf, spyOnStatements } from '../support/statements.ts';

async function connectAndLeave(docId: string, token: string, bindings?: Env): Promise<void> {
  const response = await upgrade(docId, { protocols: `collab.v1, bearer.${token}` }, bindings);
  const socket = must(response.webSocket);
  socket.accept();
  socket.close(1000);
}

test('no statement of sharing and of sockets reads a whole table', async () => {
  const [ada, grace, edsger] = [await person(), await person('Grace'), await person('Edsger')];
  const docId = await createDocument(ada);
  const prepare = spyOnStatements();
  const post = (path: string, token: string, body?: unknown) => call(path, { method: 'POST', token, body });
  const doc = `/v1/docs/${docId}`;
  await giveRole(ada, docId, grace, 'viewer');
  await post(`${doc}/invitations`, ada.token, { email: grace.email, role: 'commenter' });
  await post(`${doc}/invitations`, ada.token, { email: 'nobody@example.com', role: 'viewer' });
  const { items } = await expectJson(200, `${doc}/invitations`, { token: ada.token });
  await post(`${doc}/invitations/${items[0].id}/resend`, ada.token);
  await call(`${doc}/invitations/${items[0].id}`, { method: 'DELETE', token: ada.token });
  const soon = new Date(Date.now() + 60_000).toISOString();
  const link = await setLink(ada, docId, { role: 'viewer', expiresAt: soon });
  await setLink(ada, docId, { role: 'editor' });
  await call(`/v1/links/${link}`);
  await post(`/v1/links/${link}/open`, grace.token);
  const guest = await comeAsGuest(link);
  await expectJson(200, '/v1/auth/refresh', { method: 'POST', body: { refreshToken: guest.refreshToken } });
  await connectAndLeave(docId, guest.token);
  await connectAndLeave(docId, grace.token);
  await connectAndLeave(docId, `cet_${'x'.repeat(43)}`);
  await setLink(ada, docId, { role: 'viewer', renew: true });
  await setLink(ada, docId, { role: null });
  await post(`${doc}/access-requests`, edsger.token, { role: 'viewer' });
  const requests = () => expectJson(200, `${doc}/access-requests`, { token: ada.token });
  await expect.poll(async () => (await requests()).items).toHaveLength(1);
  await post(`${doc}/access-requests/${(await requests()).items[0].id}`, ada.token, { role: 'viewer' });
  await expectJson(200, `${doc}/permissions?limit=1`, { token: ada.token });
  await expectJson(202, `${doc}/owner`, { method: 'POST', token: ada.token, body: { userId: grace.id } });
  await call(`${doc}/owner`, { method: 'DELETE', token: grace.token });
  await expectJson(202, `${doc}/owner`, { method: 'POST', token: ada.token, body: { userId: grace.id } });
  await expectJson(200, `${doc}/owner/accept`, { method: 'POST', token: grace.token });
  await call(`${doc}/permissions/${ada.id}`, { method: 'DELETE', token: ada.token });
  const db = database(env.DB);
  await endExpiredAccess({ env, db, log: logger({}) }, Date.now() + 120_000);
  await pushOwedAccess(env, db, logger({}));
  const statements = new Set(prepare.mock.calls.map(([statement]) => statement));
  prepare.mockRestore();
  expect(statements.size).toBeGreaterThan(50);
  for (const statement of statements) {
    expect({ statement, scans: await scansOf(statement) }).toEqual({ statement, scans: [] });
  }
});

test('a connect asks the database once', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'viewer');
  await env.DB.prepare('UPDATE documents SET touched_at = ? WHERE id = ?').bind(Date.now(), docId).run();
  const { bindings, statements } = countingEnv();
  await connectAndLeave(docId, grace.token, bindings);
  expect(statements).toEqual([expect.stringMatching(/^select .* from "sessions" left join "permissions"/)]);
});
