import { exportFile, FILES, showsImages } from '../../content/export-file.ts';
import { readVersion } from '../../content/read-version.ts';
import { readHead } from '../../content/replace-content.ts';
import type { Delta } from '../../ot/op.ts';
import { listStored } from '../../platform/db/uploads.ts';
import { appOrigin } from '../../platform/http/app-origin.ts';
import { depsOf } from '../../platform/http/deps.ts';
import { alreadyHas, versionTag } from '../../platform/http/etag.ts';
import { createRoute, empty, featureApp, id, refusals, z } from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { exportWarnings } from '../../platform/http/warnings.ts';
import { fileName } from './file-name.ts';

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
      'At any version, the newest if left out. HTML is a whole page with its styles and images, and without scripts. A ZIP is Markdown with its images as files. What a format cannot say is counted in `X-Export-Warnings`: `code;n=count`, parted by commas.',
    request: {
      params,
      query: z.strictObject({
        format: z.enum(['md', 'html', 'txt', 'json', 'zip']),
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
        },
      },
      304: empty('Unchanged'),
      ...refusals,
    },
  }),
  async (c) => {
    const { format, version } = c.req.valid('query');
    const action = version === undefined ? 'read' : 'readHistory';
    const { document } = await requireAccess(c, c.req.valid('param').docId, action);
    const { db } = depsOf(c);
    const read =
      version === undefined
        ? await readHead(c.env, document)
        : { version, ops: JSON.parse((await readVersion(c.env, db, document, version)).ops) as Delta };
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
    return new Response(body, { headers }) as never;
  },
);
