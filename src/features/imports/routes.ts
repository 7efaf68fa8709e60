import { appOrigin } from '../../platform/http/app-origin.ts';
import { requireUser } from '../../platform/http/authentication.ts';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
import type { FormPart } from '../../platform/http/multipart.ts';
import {
  createRoute,
  empty,
  featureApp,
  id,
  json,
  orNull,
  refusals,
  time,
  z,
} from '../../platform/http/openapi.ts';
import { errorsOf } from '../../platform/http/schema-errors.ts';
import { oneLine } from '../../platform/http/text-schemas.ts';
import { methodNotAllowed, Problem } from '../../platform/problem/problem.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { importFile } from './import-file.ts';
import { endImport, importProgress } from './import-progress.ts';

/** `/v1/docs/import`, `/v1/imports`: documents from files. */
export const importRoutes = featureApp();

const fields = z.strictObject({
  title: oneLine(HTTP_LIMITS.titleLength).optional(),
  region: z.enum(['eu', 'fedramp']).optional(),
});

const queued = z.object({ id });

const imported = z.object({
  documents: z.array(z.object({ id, title: z.string() })),
  warnings: z.array(z.object({ code: z.string(), message: z.string(), count: z.number().int() })).openapi({
    description: 'What could not be kept, of all documents together',
  }),
  failed: z.array(z.object({ file: z.string(), code: z.string(), message: z.string() })).openapi({
    description: 'The files of an archive of which no document was made, and why',
  }),
});

importRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/import',
    access: 'create',
    tags: ['Documents'],
    summary: 'Make documents of a file',
    description:
      'A form with a `file` of at most 20 MiB. The title is that of the form, else that of the file, else its name. Its images become uploads; nothing is fetched.',
    request: {
      body: {
        required: true,
        content: {
          // A plain schema: the form is read by `readBody`, whose parts are views of what came.
          'multipart/form-data': {
            schema: {
              type: 'object',
              required: ['file'],
              properties: {
                file: { type: 'string', format: 'binary' },
                title: { type: 'string', minLength: 1, maxLength: HTTP_LIMITS.titleLength },
                region: { type: 'string', enum: ['eu', 'fedramp'] },
              },
            },
          },
        },
      },
    },
    responses: {
      201: json(imported, 'The documents'),
      202: json(queued, 'An archive of over 50 texts: `GET /v1/imports/{id}` tells how far it is'),
      ...refusals,
    },
  }),
  async (c) => {
    const origin = appOrigin(c);
    const { userId } = requireUser(c);
    const { file, title = null, region = null } = fieldsOf(c.var.form ?? []);
    const result = await importFile(depsOf(c), actorOf(c), { userId, file, title, region, origin });
    if ('id' in result) return c.json(result, 202, { Location: `/v1/imports/${result.id}` });
    const [only, ...others] = result.documents;
    const isOne = only !== undefined && others.length === 0;
    return c.json(result, 201, isOne ? { Location: `/v1/docs/${only.id}` } : {});
  },
);

const progress = imported.extend({
  id,
  state: z.enum(['running', 'done', 'cancelled']),
  fileName: z.string(),
  total: z.number().int().openapi({ description: 'The texts of the archive' }),
  done: z.number().int().openapi({ description: 'Those of which a document was made, or cannot be' }),
  createdAt: time,
  endedAt: orNull(time),
});

const params = z.object({ importId: id });

importRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/imports/{importId}',
    access: 'create',
    tags: ['Documents'],
    summary: 'How far an import is',
    description: 'It can be read for 7 days after its end, by its user.',
    request: { params },
    responses: { 200: json(progress, 'What is made, and what cannot be'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireUser(c);
    const found = await importProgress(depsOf(c), { id: c.req.valid('param').importId, userId });
    const { createdAt, endedAt } = found;
    const times = { createdAt: isoTime(createdAt), endedAt: endedAt === null ? null : isoTime(endedAt) };
    return c.json({ ...found, ...times }, 200);
  },
);

importRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/imports/{importId}',
    access: 'create',
    tags: ['Documents'],
    summary: 'Cancel an import',
    description: 'What is made stays. One that has ended stays as it is.',
    request: { params },
    responses: { 204: empty('It makes no further documents'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireUser(c);
    await endImport(depsOf(c), { id: c.req.valid('param').importId, userId });
    return c.body(null, 204);
  },
);

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

// To the routes of documents, `import` would be an id.
importRoutes.all('/v1/docs/import', () => {
  throw methodNotAllowed(['POST']);
});

function fieldsOf(form: readonly FormPart[]) {
  const files = form.filter(({ name }) => name === 'file');
  const [file] = files;
  if (file === undefined || files.length > 1 || file.fileName === null)
    throw invalid([{ path: 'file', message: 'must be one file with its name' }]);
  if (file.bytes.length > HTTP_LIMITS.imports.fileBytes)
    throw new Problem(413, 'too_large', `A file has at most ${HTTP_LIMITS.imports.fileBytes} bytes.`);
  const texts = new Map<string, string>();
  for (const { name, bytes } of form) {
    if (name === 'file') continue;
    if (texts.has(name)) throw invalid([{ path: name, message: 'must be there once' }]);
    texts.set(name, new TextDecoder().decode(bytes));
  }
  const parsed = fields.safeParse(Object.fromEntries(texts));
  if (!parsed.success) throw invalid(errorsOf(parsed.error.issues));
  const { fileName, type, bytes } = file;
  return { ...parsed.data, file: { name: fileName, type, bytes } };
}

function invalid(errors: { path: string; message: string }[]): Problem {
  return new Problem(422, 'invalid_request', 'The form does not match the schema.', { errors });
}
