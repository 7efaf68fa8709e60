import type { Database } from '../../platform/db/database.ts';
import { requireUser } from '../../platform/http/authentication.ts';
import {
  alreadyHas,
  contentTag,
  hasPrecondition,
  preconditionFailed,
  requireMatch,
} from '../../platform/http/etag.ts';
import {
  createRoute,
  empty,
  featureApp,
  id,
  json,
  jsonBody,
  refusals,
  z,
} from '../../platform/http/openapi.ts';
import { name, ownProfile, publicProfile } from '../../platform/http/profile.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { toOwnProfile } from '../../platform/verbs/profile.ts';
import { eraseRoutes } from './erase-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { findPublicProfile } from './public-profile.ts';
import { findUser, updateUser } from './queries.ts';

/** `/v1/users`. */
export const userRoutes = featureApp();
userRoutes.route('/', eraseRoutes);
userRoutes.route('/', exportRoutes);

const tags = ['Users'];

const profileBody = z.strictObject({
  name: name.optional(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'must be a colour like #1a2b3c')
    .optional(),
  avatarUrl: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .nullable()
    .optional(),
  preferences: z
    .record(
      z.string().regex(/^[a-zA-Z][a-zA-Z0-9.]{0,63}$/),
      z.union([z.string().max(500), z.number(), z.boolean()]),
    )
    .refine((value) => Object.keys(value).length <= 50, 'must have at most 50 keys')
    .optional(),
});

userRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/users/me',
    access: 'account',
    tags,
    summary: 'Your account',
    responses: { 200: json(ownProfile, 'The account'), 304: empty('Unchanged'), ...refusals },
  }),
  async (c) => {
    const user = await findUser(c.var.db, requireUser(c).userId);
    if (!user) throw accountGone();
    const profile = toOwnProfile(user);
    const tag = contentTag(profile);
    if (alreadyHas(c, tag)) return c.body(null, 304, { ETag: tag });
    return c.json(profile, 200, { ETag: tag });
  },
);

userRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/v1/users/me',
    access: 'person',
    tags,
    summary: 'Change your account',
    description: 'Omitted fields stay as they are.',
    request: { body: jsonBody(profileBody) },
    responses: { 200: json(ownProfile, 'The account'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireUser(c);
    const current = await findUser(c.var.db, userId);
    if (!current) throw accountGone();
    requireMatch(c, contentTag(toOwnProfile(current)));
    const { name, color, avatarUrl, preferences } = c.req.valid('json');
    const change = {
      ...(name !== undefined && { name }),
      ...(color !== undefined && { color }),
      ...(avatarUrl !== undefined && { avatarUrl }),
      ...(preferences !== undefined && { preferences }),
    };
    const user = await updateUser(c.var.db, userId, change, hasPrecondition(c) ? current.updatedAt : null);
    if (!user) throw await overtaken(c.var.db, userId);
    const profile = toOwnProfile(user);
    return c.json(profile, 200, { ETag: contentTag(profile) });
  },
);

userRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/users/{userId}',
    access: 'account',
    tags,
    summary: "A user's public profile",
    request: { params: z.object({ userId: id }) },
    responses: { 200: json(publicProfile, 'The profile'), ...refusals },
  }),
  async (c) => {
    requireUser(c);
    const { userId } = c.req.valid('param');
    const profile = await findPublicProfile(c.var.db, userId);
    if (!profile) throw notFound('user');
    return c.json(profile, 200);
  },
);

// Another request came between reading and writing.
async function overtaken(db: Database, userId: string): Promise<Problem> {
  const now = await findUser(db, userId);
  return now ? preconditionFailed(contentTag(toOwnProfile(now))) : accountGone();
}

// The token outlived its account.
function accountGone(): Problem {
  return new Problem(401, 'unauthenticated', 'The account no longer exists.');
}
