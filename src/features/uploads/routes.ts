import { IMAGE_TYPES } from '../../base/images/read-image.ts';
import { requireUser } from '../../platform/http/authentication.ts';
import { depsOf } from '../../platform/http/deps.ts';
import { alreadyHas } from '../../platform/http/etag.ts';
import { createRoute, empty, featureApp, id, json, refusals, z } from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { readUpload } from './read-upload.ts';
import { storeUpload } from './store-upload.ts';

/** `/v1/docs/{docId}/uploads`: the images of a document. */
export const uploadRoutes = featureApp();

const tags = ['Uploads'];
const params = z.object({ docId: id });
const file = z.string().openapi({ format: 'binary' });
const files = Object.fromEntries(IMAGE_TYPES.map((type) => [type, { schema: file }]));
const uploaded = z.object({
  url: z.string(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});

// An image is never a page: opened by its address it can run nothing and load nothing.
const POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

uploadRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/uploads',
    access: 'upload',
    tags,
    summary: 'Upload an image',
    description:
      'The body is the file itself, `Content-Type` its type. Its address follows from its bytes, so it can be inserted before it is uploaded: `/v1/docs/<docId>/uploads/<SHA-256 in hex>`.',
    request: { params, body: { required: true, content: files } },
    responses: {
      201: json(uploaded, 'Its address, for the embed `image`, and its size as shown, in pixels'),
      ...refusals,
    },
  }),
  async (c) => {
    const access = await requireAccess(c, c.req.valid('param').docId, 'upload');
    const bytes = new Uint8Array(await c.req.raw.arrayBuffer());
    const type = c.req.header('Content-Type') ?? null;
    const byGuest = requireUser(c).kind === 'guest';
    const image = await storeUpload(depsOf(c), access, { bytes, type, byGuest });
    return c.json(image, 201, { Location: image.url });
  },
);

uploadRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/uploads/{hash}',
    access: 'read',
    tags,
    summary: 'An uploaded image',
    description:
      'Takes `If-None-Match`. 404 `not_uploaded_yet` until its bytes are there. `<img>` cannot send a token: fetch it, and show the result.',
    request: {
      params: params.extend({ hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex') }),
    },
    responses: {
      200: { description: 'The image', content: files },
      304: empty('Unchanged'),
      ...refusals,
    },
  }),
  async (c) => {
    const { docId, hash } = c.req.valid('param');
    await requireAccess(c, docId, 'read');
    const headers = {
      ETag: `"${hash}"`,
      // Its bytes never change, and who may read them does: each use asks again, and gets 304.
      'Cache-Control': 'private, no-cache',
      'Content-Security-Policy': POLICY,
      'Content-Disposition': 'inline',
    };
    if (alreadyHas(c, headers.ETag)) return c.body(null, 304, headers);
    const { body, type } = await readUpload(depsOf(c), { docId, hash }, new URL(c.req.url).origin);
    return new Response(body, { headers: { ...headers, 'Content-Type': type } }) as never;
  },
);
