import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Context } from 'hono';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { database } from '../../../src/db/database.ts';
import type { AppEnv } from '../../../src/http/env.ts';
import { logger } from '../../../src/observability/logger.ts';
import { acceptInvitations } from '../../../src/sharing/accept-invitations.ts';
import { createDocument, expectJson, giveRole, type Person, person } from '../support/api.ts';

const DAY = 24 * 60 * 60 * 1000;

// As the route that verifies an address calls it.
async function verified(user: Person): Promise<void> {
  const executionCtx = createExecutionContext();
  const c = {
    env,
    executionCtx,
    req: { raw: new Request('https://docs.example/'), header: () => undefined, url: 'https://docs.example/' },
    var: { db: database(env.DB), log: logger({}), caller: null },
  } as unknown as Context<AppEnv>;
  await acceptInvitations(c, user);
  await waitOnExecutionContext(executionCtx);
}

async function invited(
  docId: string,
  email: string,
  role: string,
  expiresAt = Date.now() + DAY,
): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO invitations (id, doc_id, email, role, invited_by, expires_at, created_at) VALUES (?, ?, ?, ?, 'x', ?, 1)`,
  )
    .bind(randomId(), docId, email, role, expiresAt)
    .run();
}

const roleOf = async (docId: string, user: Person) =>
  (await expectJson(200, `/v1/docs/${docId}`, { token: user.token })).role;

test('what an address was invited to becomes its once it is verified; a stronger role stays', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const [first, second, third] = [
    await createDocument(ada),
    await createDocument(ada),
    await createDocument(ada),
  ];
  await invited(first, grace.email, 'commenter');
  await giveRole(ada, second, grace, 'editor');
  await invited(second, grace.email, 'viewer');
  await invited(third, grace.email, 'editor', Date.now() - 1);

  await verified(grace);
  await verified(grace);

  expect(await roleOf(first, grace)).toBe('commenter');
  expect(await roleOf(second, grace)).toBe('editor');
  await expectJson(404, `/v1/docs/${third}`, { token: grace.token });
  const left = await env.DB.prepare('SELECT doc_id FROM invitations WHERE email = ?').bind(grace.email).all();
  expect(left.results).toEqual([{ doc_id: third }]);
});
