import { createRoute, featureApp, json, refusals, z } from '../platform/http/openapi.ts';
import { findKept, listKept } from '../platform/mail/local-mail.ts';
import { MAIL_KINDS } from '../platform/mail/mail.ts';
import { notFound } from '../platform/problem/problem.ts';
import { devMailPage, devMailPolicy } from './dev-mail-page.ts';

/** The mails that a local app has kept. These routes exist only locally. */
export const devMailRoutes = featureApp();

const LISTED = 100;

const keptMail = z
  .object({
    id: z.string(),
    kind: z.enum(MAIL_KINDS),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    headers: z.record(z.string(), z.string()),
    at: z.iso.datetime(),
  })
  .openapi('KeptMail');

devMailRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/dev/mail',
    access: 'public',
    tags: ['Development'],
    summary: 'The newest mails of a local app',
    description: 'Only locally: 404 where mails are delivered.',
    request: { query: z.strictObject({ to: z.string().max(320).optional() }) },
    responses: { 200: json(z.object({ items: z.array(keptMail) }), 'The mails, newest first'), ...refusals },
  }),
  async (c) => {
    if (c.env.ENVIRONMENT !== 'local') throw notFound();
    const { to } = c.req.valid('query');
    const items = await listKept(c.env, to?.toLowerCase() ?? null, LISTED);
    return c.json({ items }, 200);
  },
);

devMailRoutes.get('/dev/mail', async (c) => {
  if (c.env.ENVIRONMENT !== 'local') throw notFound();
  const id = c.req.query('id');
  const [mails, shown] = await Promise.all([
    listKept(c.env, null, LISTED),
    id === undefined ? null : findKept(c.env, id),
  ]);
  return c.html(devMailPage(mails, shown), 200, { 'Content-Security-Policy': devMailPolicy() });
});
