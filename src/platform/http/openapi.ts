import { createRoute as declareRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import { ID_PATTERN } from '../../base/ids.ts';
import { Problem } from '../problem/problem.ts';
import { authorize, type RouteAccess } from './authorization.ts';
import type { AppEnv } from './env.ts';
import { idempotency } from './idempotency.ts';
import { errorsOf } from './schema-errors.ts';

export { z };

/** The extension of an OpenAPI operation that says who may call it. */
export const ACCESS_EXTENSION = 'x-access';

/**
 * Declares a route: its schemas, and who may call it (`access`), which is enforced before anything else and appears
 * in the API's description. A route cannot be declared without it.
 */
export function createRoute<P extends string, R extends RouteConfig & { path: P; access: RouteAccess }>(
  config: R,
) {
  const { access, ...route } = config;
  const security =
    access === 'public'
      ? {}
      : { security: [{ [access === 'admin' || access === 'auditor' ? 'admin' : 'bearer']: [] }] };
  const declared: Record<string, unknown> = {
    operationId: operationId(config.method, config.path),
    ...route,
    ...security,
    [ACCESS_EXTENSION]: access,
    middleware: [authorize(access), idempotency(access)],
  };
  return declareRoute<P, R>(declared as unknown as R);
}

/** The name of an operation for generated clients, from its method and path: `getDocsByDocIdHistory`. Stable. */
export function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/v1\//, '')
    .split(/[^A-Za-z0-9{}]+/)
    .filter((word) => word !== '')
    .map((word) => (word.startsWith('{') ? `By${capital(word.slice(1, -1))}` : capital(word)));
  return method.toLowerCase() + words.join('');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** An app for a feature's routes: a request that does not match a route's schema is answered 422 with every error. */
export function featureApp(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = errorsOf(result.error.issues);
      throw new Problem(422, 'invalid_request', 'The request does not match the schema.', { errors });
    },
  });
}

/** An opaque id. */
export const id = z.string().regex(ID_PATTERN, 'must be an id');

/** A time, ISO 8601 UTC. */
export const time = z.iso.datetime();

/** Every refusal (RFC 9457). */
/** A schema or null. `nullable()` on one that has a name would describe the named one as nullable everywhere. */
export function orNull<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.null()]);
}

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    firstVersion: z.number().int().optional(),
    ticket: z.string().optional(),
    methods: z.array(z.string()).optional(),
  })
  .openapi('Problem');

/** Declares a JSON answer. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** Declares a required JSON body. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** Declares an answer without a body. */
export function empty(description: string) {
  return { description };
}

/** Declares the refusals of a route; every route may also answer 429 and 500. */
export const refusals = {
  default: {
    description: 'A refusal',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
};
