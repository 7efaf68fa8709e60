import { sql } from 'drizzle-orm';
import { documentStub } from '../content/stub.ts';
import { bearerToken } from '../platform/http/authentication.ts';
import { createRoute, featureApp, json, refusals, z } from '../platform/http/openapi.ts';
import { configuredOrigin } from '../platform/mail/configured-origin.ts';
import { prometheusText } from '../platform/observability/metrics.ts';
import { withTimeout } from '../platform/observability/timeout.ts';
import { Problem } from '../platform/problem/problem.ts';
import { keyRing } from '../platform/tokens/keys.ts';
import { sameSecret } from '../platform/tokens/same-secret.ts';
import { parseQuotas } from '../protocol/quotas.ts';

/** Liveness, readiness and metrics. */
export const systemRoutes = featureApp();

const tags = ['Operations'];

systemRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/healthz',
    access: 'public',
    tags,
    summary: 'Alive',
    responses: { 200: json(z.object({ status: z.literal('ok') }), 'Alive'), ...refusals },
  }),
  (c) => c.json({ status: 'ok' as const }, 200),
);

const readiness = z.object({
  status: z.enum(['up', 'down']),
  dependencies: z.record(z.string(), z.enum(['up', 'down'])),
});

systemRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/readyz',
    access: 'public',
    tags,
    summary: 'Each dependency, up or down',
    responses: { 200: json(readiness, 'All up'), 503: json(readiness, 'Something is down'), ...refusals },
  }),
  async (c) => {
    const checks: Record<string, () => Promise<unknown>> = {
      database: () => c.var.db.run(sql`SELECT 1 FROM documents LIMIT 1`),
      archive: () => probeArchive(c.env.ARCHIVE),
      documents: () => probeDocuments(c.env),
      queues: () => Promise.all(queues(c.env).map((queue) => queue.metrics())),
      keys: () => keyRing(c.env.ACCESS_TOKEN_KEYS),
      limits: () => checkQuotas(c.env.LIMITS),
      mail: () => checkOrigin(c.env),
    };
    const states = Object.entries(checks).map(async ([name, check]) => {
      try {
        await withTimeout(check(), CHECK_TIMEOUT_MS);
        return [name, 'up'] as const;
      } catch (error) {
        c.var.log.error('dependency down', { dependency: name, error: String(error) });
        return [name, 'down'] as const;
      }
    });
    const dependencies = Object.fromEntries(await Promise.all(states));
    const isUp = Object.values(dependencies).every((state) => state === 'up');
    return isUp
      ? c.json({ status: 'up' as const, dependencies }, 200)
      : c.json({ status: 'down' as const, dependencies }, 503);
  },
);

systemRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/metrics',
    access: 'public',
    tags,
    summary: 'Counters of this isolate, in Prometheus text',
    description: 'Requires METRICS_TOKEN as bearer token, except in local development.',
    responses: {
      200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } },
      ...refusals,
    },
  }),
  (c) => {
    const token = bearerToken(c.req.header('Authorization') ?? '') ?? '';
    if ((c.env.ENVIRONMENT as string) !== 'local' && !sameSecret(token, c.env.METRICS_TOKEN)) {
      throw new Problem(401, 'unauthenticated', 'The metrics token is required.', {
        headers: { 'WWW-Authenticate': 'Bearer' },
      });
    }
    return c.text(prometheusText(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
  },
);

async function checkQuotas(text: string): Promise<void> {
  const { error } = parseQuotas(text);
  if (error !== null) throw new Error(error);
}

async function checkOrigin(env: Env): Promise<void> {
  if (configuredOrigin(env) === null) throw new Error('APP_ORIGIN is not set: no mail is sent');
}

const CHECK_TIMEOUT_MS = 3000;
const PROBE_KEY = 'probes/readyz';
const PROBE_DOCUMENT = 'readyz';

// A bucket that cannot read what it stores may answer "not there" instead of failing: only an object that is known to
// exist proves that it works. It is written once, so that probing costs a read.
async function probeArchive(bucket: R2Bucket): Promise<void> {
  const read = async () => (await (await bucket.get(PROBE_KEY))?.text()) === 'here';
  if (await read()) return;
  await bucket.put(PROBE_KEY, 'here');
  if (!(await read())) throw new Error('what was put is not there');
}

// An existing object: an empty one would ask the archive whether it is lost.
async function probeDocuments(env: Env): Promise<void> {
  const probe = documentStub(env, { id: PROBE_DOCUMENT, region: null });
  if (!(await probe.head()).ok)
    await probe.create({ docId: PROBE_DOCUMENT, userId: PROBE_DOCUMENT, content: null });
}

// Asking for the backlog sends nothing.
function queues(env: Env): Queue[] {
  return [env.DOCUMENT_CHANGES, env.DOCUMENT_SNAPSHOTS, env.DOCUMENT_IMPORTS, env.EVENTS];
}
