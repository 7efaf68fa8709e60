import type { Context } from 'hono';
import { EXPORTS, isOfficeFormat, type OfficeFormat } from '../../content/export-content.ts';
import { exportFile, FILES, type FileFormat, showsImages } from '../../content/export-file.ts';
import { readVersion } from '../../content/read-version.ts';
import { readHead } from '../../content/replace-content.ts';
import type { Delta } from '../../ot/op.ts';
import { listStored } from '../../platform/db/uploads.ts';
import { appOrigin } from '../../platform/http/app-origin.ts';
import { depsOf } from '../../platform/http/deps.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { alreadyHas, bytesTag, versionTag } from '../../platform/http/etag.ts';
import { createRoute, empty, featureApp, id, refusals, z } from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { exportWarnings } from '../../platform/http/warnings.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { officeFile } from '../documents/office-file.ts';
import { fileName } from './file-name.ts';
import { withReview } from './with-review.ts';

/** `/v1/docs/{docId}/export`: a document as a file. */
export const exportRoutes = featureApp();

const tags = ['Content'];
const params = z.object({ docId: id });
const text = { schema: z.string() };

exportRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/export',
    access: 'read|readHistory',
    tags,
    summary: 'A document as a file',
    description:
      "At any version, the newest if left out. HTML is a whole page with its styles and images, and without scripts. A ZIP is Markdown with its images as files. The newest version as `docx` or `odt` has the open threads as comments, if the caller may read them, and with `suggestions=inline` the open suggestions as tracked changes; it holds the document's own images, and links to others. What a format cannot say is counted in `X-Export-Warnings`: `code;n=count`, parted by commas.",
    request: {
      params,
      query: z.strictObject({
        format: z.enum(['md', 'html', 'txt', 'json', 'zip', 'docx', 'odt']),
        suggestions: z.enum(['none', 'inline']).default('none'),
        version: z.coerce.number().int().nonnegative().optional(),
      }),
    },
    responses: {
      200: {
        description: 'The file; its name is in Content-Disposition',
        content: {
          'application/json': { schema: z.object({ version: z.number().int(), ops: z.array(z.unknown()) }) },
          'text/markdown': text,
          'text/html': text,
          'text/plain': text,
          'application/zip': { schema: z.string().openapi({ format: 'binary' }) },
          [EXPORTS.docx]: { schema: z.string().openapi({ format: 'binary' }) },
          [EXPORTS.odt]: { schema: z.string().openapi({ format: 'binary' }) },
        },
      },
      304: empty('Unchanged'),
      ...refusals,
    },
  }),
  async (c) => {
    const { format, version, suggestions } = c.req.valid('query');
    const isInline = suggestions === 'inline';
    if (isInline && (!isOfficeFormat(format) || version !== undefined))
      throw new Problem(422, 'invalid_request', 'Only the newest version as docx or odt has suggestions.');
    const action = version !== undefined ? 'readHistory' : isInline ? 'readSuggestions' : 'read';
    const access = await requireAccess(c, c.req.valid('param').docId, action);
    if (isOfficeFormat(format)) return asOfficeFile(c, access, { format, version, isInline }) as never;
    return asFile(c, access.document, { format, version }) as never;
  },
);

async function asFile(
  c: Context<AppEnv>,
  document: Access['document'],
  { format, version }: { format: FileFormat; version: number | undefined },
): Promise<Response> {
  const { db } = depsOf(c);
  const read = version === undefined ? await readHead(c.env, document) : await readAt(c, document, version);
  const images = showsImages(format) ? await listStored(db, document.id) : [];
  // The page has the title in it, and all files have it in their names. An image may come later than its operation.
  const tags = [format, images.length, fileName(document.title, format).tag];
  const ETag = `${versionTag(read.version).slice(0, -1)}-${tags.join('-')}"`;
  if (alreadyHas(c, ETag)) return c.body(null, 304, { ETag });
  const source = { ...read, docId: document.id, title: document.title, images, origin: appOrigin(c) };
  const { body, warnings } = await exportFile(c.env, source, format);
  const headers = {
    'Content-Type': format === 'zip' ? FILES.zip : `${FILES[format]}; charset=utf-8`,
    'Content-Disposition': fileName(document.title, format).disposition,
    'Content-Security-Policy': 'sandbox',
    ETag,
    ...exportWarnings(warnings),
  };
  return new Response(body, { headers });
}

// Comments and images come and go without a new version: the bytes are the state.
async function asOfficeFile(
  c: Context<AppEnv>,
  { document, readsThreads }: Access,
  { format, version, isInline }: { format: OfficeFormat; version: number | undefined; isInline: boolean },
): Promise<Response> {
  const read =
    version === undefined
      ? await withReview(c.env, document, { threads: readsThreads, suggestions: isInline })
      : await readAt(c, document, version);
  const { bytes, warnings } = await officeFile(c.env, document, format, read);
  const ETag = bytesTag(bytes);
  if (alreadyHas(c, ETag)) return c.body(null, 304, { ETag });
  const headers = {
    'Content-Type': EXPORTS[format],
    'Content-Disposition': fileName(document.title, format).disposition,
    ETag,
    ...exportWarnings(warnings),
  };
  return new Response(bytes, { headers });
}

async function readAt(c: Context<AppEnv>, document: Access['document'], version: number) {
  const { ops } = await readVersion(c.env, depsOf(c).db, document, version);
  return { version, ops: JSON.parse(ops) as Delta };
}
