import type { Context } from 'hono';
import { snapshotUrl } from '../../platform/archive/signed-url.ts';
import { findSnapshot } from '../../platform/db/snapshots.ts';
import { depsOf } from '../../platform/http/deps.ts';
import type { AppEnv } from '../../platform/http/env.ts';
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
import { pageOf, pageQuery } from '../../platform/http/pagination.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { notFound } from '../../platform/problem/problem.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import { keepNewest, nameVersion } from './keep-snapshot.ts';
import { listSnapshotsOf } from './list-snapshots.ts';
import { snapshotItem, snapshotName, versionParameter } from './schemas.ts';

/** `/v1/docs/{docId}/snapshots`: the stored whole texts and their names. */
export const snapshotRoutes = featureApp();

const tags = ['History'];
const params = z.object({ docId: id });
const snapshotParams = params.extend({ version: versionParameter });

snapshotRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/snapshots',
    access: 'snapshot',
    tags,
    summary: 'Keep the newest version',
    description:
      'A snapshot with a name is kept for ever. When there is one of this version already, it gets the name.',
    request: {
      params,
      body: {
        content: { 'application/json': { schema: z.strictObject({ name: snapshotName.optional() }) } },
      },
    },
    responses: { 201: json(snapshotItem, 'The snapshot; its address is in Location'), ...refusals },
  }),
  async (c) => {
    const access = await requireAccess(c, c.req.valid('param').docId, 'snapshot');
    const name = c.req.valid('json')?.name ?? null;
    const row = await keepNewest(depsOf(c), { ...access, name });
    const [item] = await describeSnapshots(depsOf(c), access, originOf(c), [row]);
    const address = `/v1/docs/${access.document.id}/snapshots/${row.version}`;
    return c.json(item, 201, { Location: address }) as never;
  },
);

snapshotRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/snapshots',
    access: 'readHistory',
    tags,
    summary: 'List snapshots',
    description: 'The newest first. `named=true`: only those with a name.',
    request: {
      params,
      query: z.strictObject({ ...pageQuery, named: z.enum(['true', 'false']).default('false') }),
    },
    responses: { 200: json(pageOf(snapshotItem), 'A page of snapshots'), ...refusals },
  }),
  async (c) => {
    const { named, ...page } = c.req.valid('query');
    const access = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    const listing = { ...page, named: named === 'true', origin: originOf(c) };
    return c.json(await listSnapshotsOf(depsOf(c), access, listing), 200);
  },
);

snapshotRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/snapshots/{version}',
    access: 'readHistory',
    tags,
    summary: 'A snapshot',
    description:
      'By a redirect to a signed URL, which is its own credential for 5 to 10 minutes. 404 for a version without a snapshot: `history?version=` has every version.',
    request: { params: snapshotParams },
    responses: { 302: empty('Where it is'), ...refusals },
  }),
  async (c) => {
    const { docId, version } = c.req.valid('param');
    const { document } = await requireAccess(c, docId, 'readHistory');
    if (!(await findSnapshot(c.var.db, docId, version))) throw notFound('snapshot');
    const { generation } = document;
    const url = snapshotUrl(originOf(c), { docId, version, generation }, c.env.URL_SIGNING_KEY, Date.now());
    return c.redirect(url, 302);
  },
);

snapshotRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/v1/docs/{docId}/snapshots/{version}',
    access: 'snapshot',
    tags,
    summary: 'Name a version',
    description:
      'Any version: one without a snapshot gets one. Operations that were committed together have one snapshot, at the last of them; the answer says which version that is. `null` takes the name away.',
    request: { params: snapshotParams, body: jsonBody(z.strictObject({ name: snapshotName.nullable() })) },
    responses: { 200: json(snapshotItem, 'The snapshot'), ...refusals },
  }),
  async (c) => {
    const { docId, version } = c.req.valid('param');
    const access = await requireAccess(c, docId, 'snapshot');
    const row = await nameVersion(depsOf(c), { ...access, version, name: c.req.valid('json').name });
    const [item] = await describeSnapshots(depsOf(c), access, originOf(c), [row]);
    return c.json(item, 200) as never;
  },
);

function originOf(c: Context<AppEnv>): string {
  return new URL(c.req.url).origin;
}
