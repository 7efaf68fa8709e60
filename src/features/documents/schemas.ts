import { id, time, z } from '../../platform/http/openapi.ts';
import { oneLine } from '../../platform/http/text-schemas.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { ROLES } from '../../protocol/role.ts';
import type { ListOrder } from './queries.ts';

/** A document's title. */
export const title = oneLine(HTTP_LIMITS.titleLength);

/** An untrusted delta: only checked for being an array here; its consumer checks every rule. */
export const delta = z
  .custom<unknown[]>((value) => Array.isArray(value), 'must be an array of ops')
  .openapi({ type: 'array', items: { type: 'object' }, description: 'quill-delta ops' });

const text = z.string().max(LIMITS.documentBytes);

const forms = {
  delta: delta.optional(),
  text: text.optional(),
  markdown: text.optional(),
  html: text.optional(),
};
const oneForm = 'must have exactly one of delta, text, markdown, html';

function hasOneForm(body: object): boolean {
  return Object.keys(forms).filter((name) => name in body).length === 1;
}

/** Content in one of the accepted forms. */
const content = z.strictObject(forms).refine(hasOneForm, oneForm);

/** Content in the place of that at a version. */
export const contentBody = z
  .strictObject({
    ...forms,
    baseVersion: z.number().int().nonnegative().optional().openapi({
      description: 'The version that its author has read; the newest, if left out',
    }),
  })
  .refine(hasOneForm, oneForm);

/** Body of a new document. */
export const createBody = z.strictObject({
  title,
  content: content.optional(),
  region: z.enum(['eu', 'fedramp']).optional(),
});

/** Body of a change of metadata. */
export const patchBody = z
  .strictObject({ title: title.optional(), starred: z.boolean().optional() })
  .refine((body) => Object.keys(body).length > 0, 'must change something');

/** A document's metadata as its members see it. */
export const documentItem = z
  .object({
    id,
    title: z.string(),
    role: z.enum(ROLES),
    ownerId: id,
    starred: z.boolean(),
    offeredUntil: time
      .nullable()
      .openapi({ description: 'The offer of the document to the caller ends then' }),
    region: z.enum(['eu', 'fedramp']).nullable(),
    origin: z.object({ docId: id, version: z.number().int() }).nullable().openapi({
      description:
        'The document that this one is a fork of, and the version that it began with; null for none that the caller sees',
    }),
    version: z.number().int(),
    length: z.number().int().openapi({ description: 'UTF-16 code units; an embed counts 1' }),
    excerpt: z.string(),
    createdAt: time,
    updatedAt: time,
    deletedAt: time.nullable(),
  })
  .openapi('Document');

/** A document's metadata, with its newest stored snapshot. */
export const documentDetail = documentItem
  .extend({ snapshotVersion: z.number().int(), snapshotUrl: z.string().nullable() })
  .openapi('DocumentDetail');

/** The `sort` of a list of documents; `-` is descending. */
export const sort = z.enum(['-updatedAt', 'updatedAt', '-createdAt', 'createdAt', 'title', '-title']);

/** The list order of a `sort` value. */
export function toListOrder(value: z.infer<typeof sort>): ListOrder {
  return { by: value.replace('-', '') as ListOrder['by'], descending: value.startsWith('-') };
}

const client = z.string().regex(/^[A-Za-z0-9_-]{8}-[A-Za-z0-9_-]{8,24}$/, 'must be a client id');
const version = z.number().int().nonnegative();

/** Body of an operation. */
export const editBody = z
  .strictObject({
    baseVersion: version,
    delta,
    client: client.optional(),
    seq: z.number().int().positive().optional(),
  })
  .refine((body) => (body.client === undefined) === (body.seq === undefined), 'client and seq come together');

/** A committed operation. */
export const editResult = z.object({ version, delta });

/** One operation of the log. */
export const logEntry = z.object({
  version,
  client: z.string(),
  seq: z.number().int(),
  userId: z.string(),
  acceptedBy: z.string().optional().openapi({
    description: 'Of an accepted suggestion: the id of who accepted it; `userId` is its suggester',
  }),
  at: time,
  delta,
});

const cursor = z.object({ index: z.number().int(), length: z.number().int() }).nullable();

/** A user that is present in the document. */
export const presentUser = z.object({
  client: z.string(),
  user: z.object({ id: z.string(), name: z.string(), color: z.string() }),
  role: z.enum(ROLES),
  version,
  cursor,
});
