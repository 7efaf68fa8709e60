import { ID_PATTERN } from '../../base/ids.ts';
import { time, z } from '../../platform/http/openapi.ts';
import { oneLine } from '../../platform/http/text-schemas.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { delta } from '../documents/schemas.ts';

/** A version of a document. */
export const version = z.number().int().nonnegative();

/** A version in a query or a path. */
export const versionParameter = z.coerce.number().int().nonnegative();

/** The name of a version: other users read it, so it has nothing that hides or reverses text. */
export const snapshotName = oneLine(HTTP_LIMITS.titleLength);

/** The author of a change. */
export const author = z
  .object({
    id: z.string(),
    name: z.string().nullable().openapi({ description: 'Null for an account that is gone' }),
    color: z.string().nullable(),
    guest: z.literal(true).optional(),
  })
  .openapi('Author');

/** A run of operations by the same people without a pause. */
export const revision = z
  .object({
    from: version.openapi({ description: 'The version before its first operation' }),
    to: version,
    authors: z.array(author).openapi({ description: 'In order of appearance' }),
    suggestedBy: z
      .array(author)
      .optional()
      .openapi({ description: 'Of its authors, those whose suggestions were accepted in it' }),
    acceptedBy: z
      .array(author)
      .optional()
      .openapi({ description: 'Who accepted suggestions in it, whose authors are their suggesters' }),
    startedAt: time,
    endedAt: time,
    inserted: z.number().int().openapi({ description: 'UTF-16 code units' }),
    deleted: z.number().int(),
    name: z.string().optional().openapi({ description: 'Of the newest named snapshot in it' }),
  })
  .openapi('Revision');

/** A document at a past version. */
export const pastText = z.object({ version, ops: delta, at: time }).openapi('PastText');

const by = {
  author: z.string().nullable().openapi({ description: "A user's id; null for nobody" }),
  version,
  at: time,
  acceptedBy: z.string().optional().openapi({
    description: 'Of an accepted suggestion: the id of who accepted it; the author is its suggester',
  }),
};
const attributes = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const embed = z.record(z.string(), z.union([z.string(), z.literal(true)]));

/** The merged text of two versions. */
export const markedDiff = z
  .object({
    from: version,
    to: version,
    ops: z.array(
      z.object({
        insert: z.union([z.string(), embed]),
        attributes: attributes.optional(),
        change: z
          .discriminatedUnion('type', [
            z.object({ type: z.literal('insert'), ...by }),
            z.object({ type: z.literal('delete'), ...by }),
            z.object({ type: z.literal('format'), ...by, before: attributes }),
          ])
          .optional(),
      }),
    ),
    authors: z.array(author),
  })
  .openapi('MarkedDiff');

/** The authors of a text. */
export const attribution = z
  .object({
    version,
    runs: z.array(z.union([z.object({ text: z.string(), ...by }), z.object({ embed, ...by })])),
    authors: z.array(author),
  })
  .openapi('Attribution');

/** An archived snapshot. */
export const snapshotItem = z
  .object({
    version,
    name: z.string().nullable(),
    size: z.number().int().openapi({ description: 'Bytes of its JSON' }),
    at: time.openapi({ description: 'When the version was committed' }),
    createdAt: time,
    author: author.nullable().openapi({ description: 'Who asked for it; null for nobody' }),
    url: z.string().nullable().openapi({
      description:
        'Signed: its own credential for 5 to 10 minutes, for this version alone. Null for a token without `docs:read`',
    }),
  })
  .openapi('Snapshot');

/** What to revert: a whole version, or the work of one author between two versions. */
export const revertBody = z.union([
  z.strictObject({ version }),
  z
    .strictObject({ author: z.string().regex(ID_PATTERN, 'must be an id'), from: version, to: version })
    .refine((body) => body.from < body.to, { path: ['to'], message: 'must be after from' }),
]);
