import type { Context } from 'hono';
import { baseText } from '../../content/base-text.ts';
import { documentLost } from '../../content/edit-problem.ts';
import {
  EXPORTS,
  type ExportFormat,
  exportContent,
  isOfficeFormat,
  type OfficeFormat,
  type TextFormat,
} from '../../content/export-content.ts';
import { newestVersion } from '../../content/newest-version.ts';
import { readHead } from '../../content/replace-content.ts';
import { reachDocument } from '../../content/stub.ts';
import { suggestedContent } from '../../content/suggested-content.ts';
import type { SuggestionsShown } from '../../content/with-suggestions.ts';
import type { Warning } from '../../formats/warnings.ts';
import type { Delta } from '../../ot/op.ts';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { alreadyHas, hasPrecondition, requireMatch, versionTag } from '../../platform/http/etag.ts';
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
import { requireAccess } from '../../platform/http/require-access.ts';
import { exportWarnings, importWarnings } from '../../platform/http/warnings.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { listOperationsOf } from './list-operations.ts';
import { officeFile } from './office-file.ts';
import { replaceText } from './replace-text.ts';
import { contentBody, delta, editBody, editResult, logEntry, presentUser } from './schemas.ts';
import { submitOperation } from './submit-operation.ts';

/** A document's text, its log and its present users. The Document itself answers all of these. */
export const contentRoutes = featureApp();

const tags = ['Content'];
const params = z.object({ docId: id });
const version = z.number().int().nonnegative();

const JSON_TYPE = EXPORTS.json;
const TEXT_TYPE = EXPORTS.txt;
/** What the text is available as, the first preferred; with inline marks of suggestions, only the first two. */
const FORMATS: readonly ExportFormat[] = ['json', 'txt', 'md', 'html', 'docx', 'odt'];

contentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/content',
    access: 'read',
    tags,
    summary: "A document's content",
    description:
      'By Accept: JSON (a delta), Markdown, HTML (the part that shows the text), a Word or OpenDocument file, or plain text, a line break in it as a newline and any other embed as U+FFFC. Any other type is answered 406. What a format cannot say is counted in `X-Export-Warnings`. With open suggestions as if all were `accepted`, or `inline`: what they insert has the attribute `suggest-insert`, what they delete or format `suggest-delete` or `suggest-format`, each with their ids, parted by spaces; that as JSON and plain text alone.',
    request: {
      params,
      query: z.object({ suggestions: z.enum(['none', 'accepted', 'inline']).default('none') }),
    },
    responses: {
      200: {
        description: 'The content; its ETag is `"v<version>"`',
        content: {
          [JSON_TYPE]: { schema: z.object({ version, ops: delta }) },
          [TEXT_TYPE]: { schema: z.string() },
          [EXPORTS.md]: { schema: z.string() },
          [EXPORTS.html]: { schema: z.string() },
          [EXPORTS.docx]: { schema: z.string().openapi({ format: 'binary' }) },
          [EXPORTS.odt]: { schema: z.string().openapi({ format: 'binary' }) },
        },
      },
      304: empty('Unchanged'),
      ...refusals,
    },
  }),
  async (c) => {
    const { suggestions } = c.req.valid('query');
    const action = suggestions === 'none' ? 'read' : 'readSuggestions';
    const { document } = await requireAccess(c, c.req.valid('param').docId, action);
    const format = negotiate(c, suggestions === 'inline' ? FORMATS.slice(0, 2) : FORMATS);
    if (suggestions !== 'none') return withSuggestions(c, document, { how: suggestions, format }) as never;
    if (c.req.header('If-None-Match') !== undefined) {
      const head = await reachDocument(c.env, document, (stub) => stub.head());
      if (!head.ok) throw documentLost();
      const tag = versionTag(head.value.version);
      if (alreadyHas(c, tag)) return c.body(null, 304, { ETag: tag, Vary: 'Accept' });
    }
    const read = await reachDocument(c.env, document, (stub) => stub.read(null));
    if (!read.ok) throw documentLost();
    const { version, ops } = read.value;
    const tag = versionTag(version);
    if (isOfficeFormat(format))
      return asOfficeFile(c, document, { format, ops: JSON.parse(ops) as Delta, tag }) as never;
    // The ops stay JSON from the object to the response: a large document is not parsed on its way.
    if (format === 'json') return answer(`{"version":${version},"ops":${ops}}`, format, tag) as never;
    const { body, warnings } = await exportContent({ version, ops: JSON.parse(ops) as Delta }, format, null);
    return answer(body, format, tag, warnings) as never;
  },
);

contentRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/v1/docs/{docId}/content',
    access: 'write',
    tags,
    summary: "Replace a document's content",
    description:
      'By the smallest operation that was found, so that people who are editing keep their place. With `baseVersion` it is found from the text of that version, however old. Of Markdown, only what its author changed in the Markdown of that version is changed: what Markdown cannot say stays. It merges with what is written meanwhile; `If-Match` refuses it (412) when the document has moved on before.',
    request: { params, body: jsonBody(contentBody) },
    responses: { 200: json(z.object({ version }), 'The version it was committed at'), ...refusals },
  }),
  async (c) => {
    const { baseVersion, ...content } = c.req.valid('json');
    const { document, userId } = await requireAccess(c, c.req.valid('param').docId, 'write');
    const deps = depsOf(c);
    if (baseVersion !== undefined && hasPrecondition(c))
      requireMatch(c, versionTag(await newestVersion(c.env, document)));
    const base =
      baseVersion === undefined
        ? await readHead(c.env, document)
        : { version: baseVersion, ops: await baseText(deps.env, deps.db, document, baseVersion) };
    if (baseVersion === undefined) requireMatch(c, versionTag(base.version));
    const { version, warnings } = await replaceText(deps, actorOf(c), { document, userId, base, content });
    return c.json({ version }, 200, { ETag: versionTag(version), ...importWarnings(warnings) });
  },
);

contentRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/ops',
    access: 'write',
    tags,
    summary: 'Submit an operation',
    description:
      'On the version that its author saw, however old; the answer holds it as committed. With `client` and `seq` a repeat (with the same baseVersion) is met, not applied twice.',
    request: { params, body: jsonBody(editBody) },
    responses: { 200: json(editResult, 'The operation as committed'), ...refusals },
  }),
  async (c) => {
    const operation = c.req.valid('json');
    const { document, userId } = await requireAccess(c, c.req.valid('param').docId, 'write');
    const edit = { ...operation, document, userId };
    const { version, delta } = await submitOperation(depsOf(c), actorOf(c), edit);
    return c.json({ version, delta: [...delta] }, 200, { ETag: versionTag(version) });
  },
);

contentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/ops',
    access: 'readHistory',
    tags,
    summary: 'The log',
    description:
      'Operations after version `from`, in order, as far back as version 0. `nextFrom` is where to go on, or null at the head; a page may be shorter than `limit`.',
    request: {
      params,
      query: z.strictObject({
        from: z.coerce.number().int().nonnegative().default(0),
        limit: z.coerce
          .number()
          .int()
          .min(1)
          .max(HTTP_LIMITS.logPage.max)
          .default(HTTP_LIMITS.logPage.default),
      }),
    },
    responses: {
      200: json(
        z.object({ items: z.array(logEntry), head: version, nextFrom: version.nullable() }),
        'A page of operations',
      ),
      ...refusals,
    },
  }),
  async (c) => {
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    return c.json(await listOperationsOf(depsOf(c), document, c.req.valid('query')), 200);
  },
);

contentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/presence',
    access: 'read',
    tags,
    summary: 'Who is here now',
    request: { params },
    responses: { 200: json(z.object({ items: z.array(presentUser) }), 'Who is here'), ...refusals },
  }),
  async (c) => {
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'read');
    const items = await reachDocument(c.env, document, (stub) => stub.presence());
    return c.json({ items }, 200);
  },
);

// Other suggestions make it another content: the tag names the last change of the review too.
async function withSuggestions(
  c: Context<AppEnv>,
  document: Access['document'],
  { how, format }: { how: SuggestionsShown; format: ExportFormat },
): Promise<Response> {
  const { version, review, ops } = await suggestedContent(c.env, document, how);
  const tag = `"v${version}-r${review}-${how}"`;
  if (alreadyHas(c, tag)) return c.body(null, 304, { ETag: tag, Vary: 'Accept' });
  if (isOfficeFormat(format)) return asOfficeFile(c, document, { format, ops, tag });
  const { body, warnings } = await exportContent({ version, ops }, format, null);
  return answer(body, format, tag, warnings);
}

async function asOfficeFile(
  c: Context<AppEnv>,
  document: Access['document'],
  { format, ops, tag }: { format: OfficeFormat; ops: Delta; tag: string },
): Promise<Response> {
  const { bytes, warnings } = await officeFile(c.env, document, format, { ops });
  const headers = { 'Content-Type': EXPORTS[format], ETag: tag, Vary: 'Accept', ...exportWarnings(warnings) };
  return new Response(bytes, { headers });
}

// What users wrote is no page of this server's: a browser that shows it runs nothing.
function answer(body: string, format: TextFormat, tag: string, warnings?: readonly Warning[]): Response {
  const headers = {
    'Content-Type': `${EXPORTS[format]}; charset=utf-8`,
    ETag: tag,
    Vary: 'Accept',
    ...(format === 'html' && { 'Content-Security-Policy': 'sandbox' }),
    ...exportWarnings(warnings),
  };
  return new Response(body, { headers });
}

// The caller's preferred type among the available ones (RFC 9110 12.5.1); a missing header accepts any.
function negotiate(c: Context<AppEnv>, formats: readonly ExportFormat[]): ExportFormat {
  const wanted = (c.req.header('Accept') ?? '*/*').split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    return { type, q: q === undefined ? 1 : Number(q.slice(2)) };
  });
  for (const { type } of wanted.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q)) {
    const found = formats.find((format) => {
      const offered = EXPORTS[format];
      return type === '*/*' || type === offered || type === `${offered.split('/')[0]}/*`;
    });
    if (found !== undefined) return found;
  }
  const types = formats.map((format) => EXPORTS[format]).join(', ');
  throw new Problem(406, 'not_acceptable', `The content is available as ${types}.`);
}
