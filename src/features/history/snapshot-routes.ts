import type { Context } from 'hono';
import { snapshotUrl } from '../../platform/archive/signed-url.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { findSnapshot, type SnapshotRow } from '../../platform/db/snapshots.ts';
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
import type { Access } from '../../platform/verbs/access.ts';
import { decodeCursor, toPage } from '../../platform/verbs/pages.ts';
import { keepNewest, nameVersion } from './keep-snapshot.ts';
import { findAuthors, listSnapshots } from './queries.ts';
import { snapshotItem, snapshotName, versionParameter } from './schemas.ts';

/** `/v1/docs/{docId}/snapshots`: the stored whole texts and their names. */
export const snapshotRoutes = featureApp();

const tags = ['History'];
const params = z.object({ docId: id });
const snapshotParams = params.extend({ version: versionParameter });
const LISTING = 'snapshots';

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
    const [item] = await describe(c, access, [row]);
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
    const { limit, cursor, named } = c.req.valid('query');
    const access = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    const { document } = access;
    const listing = named === 'true' ? `${LISTING} named` : LISTING;
    const after = decodeCursor(listing, 'number', cursor);
    const before = after === null ? null : after[0];
    const page = { before, limit: limit + 1, named: named === 'true' };
    const rows = await listSnapshots(c.var.db, document.id, page);
    const items = await describe(c, access, rows);
    return c.json(
      toPage(rows, limit, listing, {
        position: ({ version }) => [version, ''],
        item: (row) => items[rows.indexOf(row)] as (typeof items)[number],
      }),
      200,
    );
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
    return c.redirect(signedUrl(c, document, version), 302);
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
    const [item] = await describe(c, access, [row]);
    return c.json(item, 200) as never;
  },
);

async function describe(c: Context<AppEnv>, { document, reads }: Access, rows: readonly SnapshotRow[]) {
  const ids = new Set(rows.flatMap(({ authorId }) => (authorId === null ? [] : [authorId])));
  const authors = await findAuthors(c.var.db, [...ids]);
  return rows.map(({ version, name, size, at, createdAt, authorId }) => ({
    version,
    name,
    size,
    at: new Date(at).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
    author: authors.find(({ id }) => id === authorId) ?? null,
    url: reads ? signedUrl(c, document, version) : null,
  }));
}

function signedUrl(c: Context<AppEnv>, { id: docId, generation }: DocumentRow, version: number): string {
  const { origin } = new URL(c.req.url);
  return snapshotUrl(origin, { docId, version, generation }, c.env.URL_SIGNING_KEY, Date.now());
}
