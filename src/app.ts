import { OpenAPIHono } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { backupRoutes } from './admin/backup-routes.ts';
import { queueRoutes } from './admin/dead-letter-routes.ts';
import { devMailRoutes } from './admin/dev-mail-routes.ts';
import { adminRoutes } from './admin/routes.ts';
import { systemRoutes } from './admin/system-routes.ts';
import { apiTokenRoutes } from './features/api-tokens/routes.ts';
import { auditRoutes } from './features/audit/routes.ts';
import { accountRoutes } from './features/auth/account-routes.ts';
import { identityRoutes } from './features/auth/identity-routes.ts';
import { oidcRoutes } from './features/auth/oidc-routes.ts';
import { passkeyRoutes } from './features/auth/passkey-routes.ts';
import { passwordRoutes } from './features/auth/password-routes.ts';
import { authRoutes } from './features/auth/routes.ts';
import { secondFactorRoutes } from './features/auth/second-factor-routes.ts';
import { totpRoutes } from './features/auth/totp-routes.ts';
import { verifyRoutes } from './features/auth/verify-routes.ts';
import { contentRoutes } from './features/documents/content-routes.ts';
import { documentRoutes } from './features/documents/routes.ts';
import { exportRoutes } from './features/exports/routes.ts';
import { forkRoutes } from './features/forks/routes.ts';
import { snapshotRoutes } from './features/history/archived-routes.ts';
import { historyRoutes } from './features/history/routes.ts';
import { importRoutes } from './features/imports/routes.ts';
import { invitationRoutes } from './features/invitations/routes.ts';
import { connectLive } from './features/notifications/live-routes.ts';
import { notificationRoutes } from './features/notifications/routes.ts';
import { unsubscribeRoutes } from './features/notifications/unsubscribe-routes.ts';
import { reviewRoutes } from './features/review/routes.ts';
import { sessionRoutes } from './features/sessions/routes.ts';
import { sharingRoutes } from './features/sharing/routes.ts';
import { connect } from './features/sockets/connect-routes.ts';
import { uploadRoutes } from './features/uploads/routes.ts';
import { userRoutes } from './features/users/routes.ts';
import { methodTable } from './platform/http/allowed-methods.ts';
import { authenticate } from './platform/http/authentication.ts';
import { readBody } from './platform/http/body.ts';
import { requestContext } from './platform/http/context.ts';
import { cors } from './platform/http/cors.ts';
import type { AppEnv } from './platform/http/env.ts';
import { onError, problemResponse } from './platform/http/problem.ts';
import { limitRate } from './platform/http/rate-limits.ts';
import { type ApiDescription, referencePage, referencePolicy } from './platform/http/reference.ts';
import { webApp } from './platform/http/web-app.ts';
import { methodNotAllowed, notFound } from './platform/problem/problem.ts';

const api = new OpenAPIHono<AppEnv>();

api.use(requestContext, cors);
// Authentication comes before rate limits, so that only a verified user's rate is counted; the body comes last, so
// that nothing is read from a refused caller.
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
  // Its path is one that a document's would match.
  importRoutes,
  documentRoutes,
  contentRoutes,
  exportRoutes,
  uploadRoutes,
  forkRoutes,
  sharingRoutes,
  invitationRoutes,
  historyRoutes,
  snapshotRoutes,
  reviewRoutes,
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
  description: 'The accessToken of a login, valid for 15 minutes',
});
api.openAPIRegistry.registerComponent('securitySchemes', 'admin', {
  type: 'http',
  scheme: 'bearer',
  description: 'ADMIN_TOKEN, the secret of the operator of this installation',
});

let description: ReturnType<typeof describeApi> | null = null;

/** The API as an OpenAPI 3.1 document; created once per isolate. */
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

// First, and outside all middleware that sets headers on responses: those of an upgrade are immutable, and setting
// one is a 500.
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
