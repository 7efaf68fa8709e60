import { forgetUser } from '../../platform/db/user-erasures.ts';
import { createRoute, empty, featureApp, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { clearRefreshCookie } from '../sessions/cookie.ts';
import { closeSockets, endSessionsEverywhere } from '../sessions/end-sessions.ts';
import { finishUserErasure } from './erase.ts';
import { findUser, listTokenIds } from './queries.ts';

/** `DELETE /v1/users/me`. */
export const eraseRoutes = featureApp();

eraseRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/users/me',
    access: 'person',
    tags: ['Users'],
    summary: 'Erase your account',
    description:
      'For good, after a proof of who you are. Documents of your own are deleted, or handed over: each to its longest-standing editor, else commenter, else viewer; what nobody else is in, or lies in the trash, is deleted. When it answers you are nobody any more; what could not be reached is finished by the sweep.',
    request: { body: jsonBody(z.strictObject({ documents: z.enum(['delete', 'hand-over']) })) },
    responses: { 204: empty('The account is gone'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireRecent(c);
    const { documents } = c.req.valid('json');
    const { db, log } = c.var;
    const user = await findUser(db, userId);
    if (!user) throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
    const { email, name, preferences } = user;
    const verified = user.emailVerifiedAt !== null;
    const language = typeof preferences.language === 'string' ? preferences.language : null;
    const now = Date.now();
    const tokenIds = await listTokenIds(db, userId);
    const work = { env: c.env, db, log };
    // Whatever cannot be reached from here on is owed: the account itself is gone with this batch.
    try {
      await endSessionsEverywhere(c, userId, 'all', {
        reason: 'erased',
        statements: forgetUser(db, { userId, email }, { documents, dueAt: now }),
        events: [{ type: 'user.erased', userId, email, name, language, verified }],
      });
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'sockets_unconfirmed')) throw error;
    }
    clearRefreshCookie(c);
    log.info('a user was erased', { userId });
    const erasure = { userId, documents, state: 'owed' as const, dueAt: now, createdAt: now };
    try {
      await closeSockets(c, userId, tokenIds);
      await finishUserErasure(work, erasure, now);
    } catch (error) {
      log.warn('an erasure of a user is still owed', { userId, error: String(error) });
    }
    return c.body(null, 204);
  },
);
