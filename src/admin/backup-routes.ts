import { backUp } from '../background/backup/back-up.ts';
import { backupDate, readManifest } from '../background/backup/manifest.ts';
import { refreshDocuments } from '../background/backup/refresh-documents.ts';
import { type RestoreError, restoreStep } from '../background/backup/restore.ts';
import { backupDates } from '../background/backup/retention.ts';
import { createRoute, featureApp, json, jsonBody, refusals, z } from '../platform/http/openapi.ts';
import { notFound, Problem } from '../platform/problem/problem.ts';

/** `/v1/admin/backups` and `/v1/admin/restore`: the tables of D1 in R2, and back (docs/recovery.md). */
export const backupRoutes = featureApp();

const tags = ['Administration'];
const date = z.iso.date();

const backup = z.object({
  date,
  complete: z.boolean(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  rows: z.number().int(),
  bytes: z.number().int(),
});

backupRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/admin/backups',
    access: 'admin',
    tags,
    summary: 'List backups, newest first',
    responses: { 200: json(z.object({ items: z.array(backup) }), 'The backups'), ...refusals },
  }),
  async (c) => {
    const items = [];
    for (const date of await backupDates(c.env.ARCHIVE)) {
      const manifest = await readManifest(c.env.ARCHIVE, date);
      const tables = manifest?.tables ?? [];
      items.push({
        date,
        complete: manifest !== null,
        startedAt: manifest?.startedAt ?? null,
        completedAt: manifest?.completedAt ?? null,
        rows: tables.reduce((sum, { rows }) => sum + rows, 0),
        bytes: tables.flatMap(({ parts }) => parts).reduce((sum, { bytes }) => sum + bytes, 0),
      });
    }
    return c.json({ items }, 200);
  },
);

backupRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/admin/backups',
    access: 'admin',
    tags,
    summary: "Take today's backup now, or continue it",
    description: 'One a day: `complete` when it exists already. `continues`: call again.',
    responses: {
      200: json(z.object({ date, state: z.enum(['complete', 'continues', 'busy']) }), 'How far it is'),
      ...refusals,
    },
  }),
  async (c) => {
    const now = Date.now();
    const date = backupDate(now);
    return c.json({ date, state: await backUp(c.env, date, now) }, 200);
  },
);

const settled = z.object({
  documents: z.number().int(),
  unlisted: z.array(z.string()),
  lost: z.array(z.string()),
});

backupRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/admin/restore/settle',
    access: 'admin',
    tags,
    summary: 'Bring a database that was set back in line with its documents',
    description:
      'For a D1 that was restored by other means (Time Travel): new access epochs, texts indexed again, every document nudged. A restore from a backup does this by itself.',
    responses: { 200: json(settled, 'What was found'), ...refusals },
  }),
  async (c) => {
    return c.json(await refreshDocuments(c.env, Date.now()), 200);
  },
);

const restoreAnswer = z.object({
  next: z.number().int().nullable(),
  steps: z.number().int(),
  inserted: z.number().int(),
  skipped: z.number().int(),
  settled: settled.nullable(),
});

backupRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/admin/restore',
    access: 'admin',
    tags,
    summary: 'Restore a backup into an empty database, step by step',
    description:
      'Step 0 checks and inserts nothing; then ask for `next` until it is null. Refused (409) while there are users or documents.',
    request: {
      body: jsonBody(z.strictObject({ date, step: z.number().int().nonnegative().default(0) })),
    },
    responses: { 200: json(restoreAnswer, 'What the step did'), ...refusals },
  }),
  async (c) => {
    const { date, step } = c.req.valid('json');
    const done = await restoreStep(c.env, date, step, Date.now());
    if (!done.ok) throw restoreProblem(done.error.code, done.error.message);
    c.var.log.warn('a backup is being restored', { date, step, inserted: done.value.inserted });
    return c.json(done.value, 200);
  },
);

function restoreProblem(code: RestoreError, message: string): Problem {
  switch (code) {
    case 'no_backup':
      return notFound('backup');
    case 'unknown_step':
      return new Problem(422, 'unknown_step', message);
    case 'not_empty':
    case 'schema':
    case 'corrupt':
      return new Problem(409, code, message);
  }
}
