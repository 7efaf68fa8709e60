import { newestVersion } from '../../content/newest-version.ts';
import { readLog } from '../../content/read-log.ts';
import { readVersion } from '../../content/read-version.ts';
import { authorsOf, eachOperation, type Stroke } from '../../content/stroke.ts';
import type { Ops } from '../../ot/op.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { alreadyHas } from '../../platform/http/etag.ts';
import { createRoute, empty, featureApp, id, json, refusals, z } from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { MarkedDiff } from './marked-diff.ts';
import { type Author, findAuthors } from './queries.ts';
import { readAttribution } from './read-attribution.ts';
import { attribution, markedDiff, versionParameter } from './schemas.ts';
import { immutable, pastTag } from './version-tag.ts';

/** What changed between two versions and who changed it; who wrote what. From the log, not from the texts. */
export const diffRoutes = featureApp();

const tags = ['History'];
const params = z.object({ docId: id });

diffRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/diff',
    access: 'readHistory',
    tags,
    summary: 'What changed between two versions',
    description:
      'The text of both versions in one, each piece that is not in both, or not formatted alike, marked with who did it and when. Without the deleted pieces it is the text at `to`; without the inserted ones, and with `before` laid over the formatted ones, the text at `from`.',
    request: {
      params,
      query: z
        .strictObject({ from: versionParameter, to: versionParameter })
        .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' }),
    },
    responses: { 200: json(markedDiff, 'The marked text'), 304: empty('Unchanged'), ...refusals },
  }),
  async (c) => {
    const { from, to } = c.req.valid('query');
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    const tag = pastTag(document, to);
    const headers = immutable(tag);
    if (to <= document.version && alreadyHas(c, tag)) return c.body(null, 304, headers);
    const diff = new MarkedDiff(await textAt(c.env, c.var.db, document, from));
    let last = from;
    for await (const frame of readLog(c.env, document, from, to)) {
      eachOperation(frame, { from, to }, (delta, by) => diff.apply(delta, by));
      last = frame.last;
    }
    if (last < to) throw new Problem(404, 'unknown_version', `There is no version ${to} yet.`);
    const ops = [...diff.ops()];
    const authors = await namesOf(
      c.var.db,
      ops.flatMap(({ change }) => (change === undefined ? [] : [change.by])),
    );
    const told = ops.map(({ change, ...op }) => {
      if (change === undefined) return op;
      const { type, by } = change;
      return {
        ...op,
        change: { type, ...describe(by), ...(change.type === 'format' && { before: change.before }) },
      };
    });
    return Response.json({ from, to, ops: told, authors }, { headers }) as never;
  },
);

diffRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/attribution',
    access: 'readHistory',
    tags,
    summary: 'Who wrote what',
    description:
      'The text of a version (the newest if left out) in runs by one author each. What somebody wrote side by side within a minute is one run, of its newest version; the formats of the text are not told here.',
    request: { params, query: z.strictObject({ version: versionParameter.optional() }) },
    responses: { 200: json(attribution, 'The runs'), 304: empty('Unchanged'), ...refusals },
  }),
  async (c) => {
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    const asked = c.req.valid('query').version;
    const version = asked ?? (await newestVersion(c.env, document));
    const tag = pastTag(document, version);
    // Without a version the same address has another answer tomorrow.
    const headers: Record<string, string> = asked === undefined ? { ETag: tag } : immutable(tag);
    if ((asked === undefined || version <= document.version) && alreadyHas(c, tag)) {
      return c.body(null, 304, headers);
    }
    const text = await textAt(c.env, c.var.db, document, version);
    const attributed = await readAttribution(c.env, c.var.db, document, version, (work) =>
      c.executionCtx.waitUntil(work),
    );
    const runs = [...attributed.over(text)];
    const authors = await namesOf(
      c.var.db,
      runs.map(({ by }) => by),
    );
    const told = runs.map(({ by, ...content }) => ({ ...content, ...describe(by) }));
    return Response.json({ version, runs: told, authors }, { headers }) as never;
  },
);

async function textAt(env: Env, db: Database, document: DocumentRow, version: number): Promise<Ops> {
  return JSON.parse((await readVersion(env, db, document, version)).ops) as Ops;
}

function describe({ author, version, at }: Stroke) {
  return { author, version, at: new Date(at).toISOString() };
}

function namesOf(db: Database, strokes: Iterable<Stroke>): Promise<Author[]> {
  return findAuthors(db, authorsOf(strokes));
}
