import { OpenAPIHono } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { adminRoutes } from './admin/routes.ts';
import { apiTokenRoutes } from './api-tokens/routes.ts';
import { snapshotRoutes } from './archive/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { accountRoutes } from './auth/account-routes.ts';
import { identityRoutes } from './auth/identities-routes.ts';
import { oidcRoutes } from './auth/oidc-routes.ts';
import { passkeyRoutes } from './auth/passkeys-routes.ts';
import { passwordRoutes } from './auth/password-routes.ts';
import { authRoutes } from './auth/routes.ts';
import { secondFactorRoutes } from './auth/second-factor-routes.ts';
import { sessionRoutes } from './auth/session-routes.ts';
import { totpRoutes } from './auth/totp-routes.ts';
import { verifyRoutes } from './auth/verify-routes.ts';
import { backupRoutes } from './backup/routes.ts';
import { contentRoutes } from './documents/content-routes.ts';
import { documentRoutes } from './documents/routes.ts';
import { historyRoutes } from './history/routes.ts';
import { methodTable } from './http/allowed-methods.ts';
import { authenticate } from './http/authentication.ts';
import { readBody } from './http/body.ts';
import { requestContext } from './http/context.ts';
import { cors } from './http/cors.ts';
import type { AppEnv } from './http/env.ts';
import { methodNotAllowed, notFound, onError, problemResponse } from './http/problem.ts';
import { limitRate } from './http/rate-limits.ts';
import { type ApiDescription, referencePage, referencePolicy } from './http/reference.ts';
import { systemRoutes } from './http/system-routes.ts';
import { webApp } from './http/web-app.ts';
import { devMailRoutes } from './mail/dev-routes.ts';
import { connectLive } from './notifications/connect-live.ts';
import { notificationRoutes } from './notifications/routes.ts';
import { unsubscribeRoutes } from './notifications/unsubscribe-routes.ts';
import { queueRoutes } from './queues/routes.ts';
import { sharingRoutes } from './sharing/routes.ts';
import { connect } from './sockets/connect.ts';
import { userRoutes } from './users/routes.ts';

const api = new OpenAPIHono<AppEnv>();

api.use(requestContext, cors);
// Who is calling comes before how often, so that a rate is counted for a verified user only; the body last, so that
// nothing is read from who is refused.
api.use('/v1/*', authenticate);
api.use(limitRate);
api.use('/v1/*', readBody);

for (const routes of [
  authRoutes,
  sessionRoutes,
  accountRoutes,
  verifyRoutes,
  passwordRoutes,
  passkeyRoutes,
  totpRoutes,
  secondFactorRoutes,
  oidcRoutes,
  identityRoutes,
  apiTokenRoutes,
  userRoutes,
  documentRoutes,
  contentRoutes,
  sharingRoutes,
  historyRoutes,
  snapshotRoutes,
  systemRoutes,
  adminRoutes,
  auditRoutes,
  backupRoutes,
  queueRoutes,
  notificationRoutes,
  unsubscribeRoutes,
  devMailRoutes,
]) {
  api.route('/', routes);
}

api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'The accessToken of a login, good for 15 minutes',
});
api.openAPIRegistry.registerComponent('securitySchemes', 'admin', {
  type: 'http',
  scheme: 'bearer',
  description: 'ADMIN_TOKEN, the secret of who operates this installation',
});

let description: ReturnType<typeof describeApi> | null = null;

/** The API as an OpenAPI 3.1 document; made once in an isolate. */
export function apiDescription() {
  description ??= describeApi();
  return description;
}

function describeApi() {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Document editor API',
      version: '1',
      description:
        'JSON in and out. Refusals are application/problem+json with a stable `code`. Lists take `limit` and `cursor`; writes take `Idempotency-Key`; content and metadata carry `ETag`.',
    },
  });
}

api.get('/v1/openapi.json', (c) => c.json(apiDescription()));
api.get('/reference', (c) =>
  c.html(referencePage(apiDescription() as unknown as ApiDescription), 200, {
    'Content-Security-Policy': referencePolicy(),
    'Cache-Control': 'public, max-age=300',
  }),
);

api.onError(onError);

/** The Worker's HTTP side. */
export const app = new Hono<AppEnv>();

// First, and outside all that sets headers on answers: those of an upgrade are immutable, and setting one is a 500.
app.get('/v1/collab/:docId', connect);
app.get('/v1/notifications/live', connectLive);
app.use(webApp);
app.route('/', api);
const allowedMethods = methodTable([
  ...api.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route' ? [definition.route] : [],
  ),
  ...['/v1/collab/:docId', '/v1/notifications/live', '/v1/openapi.json', '/reference'].map((path) => ({
    method: 'get',
    path,
  })),
]);
app.notFound((c) => {
  const methods = allowedMethods(c.req.path);
  return problemResponse(methods.length > 0 ? methodNotAllowed(methods) : notFound());
});
