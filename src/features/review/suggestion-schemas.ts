import { id, z } from '../../platform/http/openapi.ts';
import { lines } from '../../platform/http/text-schemas.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { SUGGESTION_STATES } from '../../protocol/review.ts';
import { delta } from '../documents/schemas.ts';
import { suggestion } from './schemas.ts';

const version = z.number().int().nonnegative();
const text = z.string().max(LIMITS.documentBytes);
const note = lines(HTTP_LIMITS.commentLength);

/** A suggestion with its hunks. */
export const suggestionDetail = suggestion
  .extend({
    hunks: z.array(
      z.object({
        index: z.number().int().openapi({ description: 'In the text at `version`' }),
        length: z.number().int(),
        deleted: z.string().openapi({ description: 'An embed is U+FFFC' }),
        inserted: z.string(),
      }),
    ),
  })
  .openapi('SuggestionDetail');

/** A new suggestion: the change itself, or the whole text that shall be. */
export const suggestionBody = z
  .strictObject({
    version: version.openapi({ description: 'The version that it is on, however old' }),
    delta: delta.optional(),
    text: text.optional(),
    markdown: text.optional(),
    html: text.optional(),
    note: note.optional(),
  })
  .refine(
    (body) => ['delta', 'text', 'markdown', 'html'].filter((name) => name in body).length === 1,
    'must have exactly one of delta, text, markdown, html',
  );

/** Replacements in the Markdown of a version. */
export const editsBody = z.strictObject({
  baseVersion: version,
  edits: z
    .array(z.strictObject({ find: z.string().min(1).max(100_000), replace: text }))
    .min(1)
    .max(1_000),
  as: z.enum(['edit', 'suggestion']).default('edit'),
  note: note.optional().openapi({ description: 'Of a suggestion' }),
});

/** The result of replacements: the version of an edit, or the suggestion. */
export const editsResult = z.object({ version: z.number().int().optional(), suggestionId: id.optional() });

/** A change of one's own suggestion. */
export const replacementBody = z.strictObject({
  version,
  review: version.openapi({ description: 'The number of its last change that you know' }),
  delta,
  note: note.nullable().optional(),
});

/** All of a suggestion, or hunks of it. */
export const decisionBody = z
  .strictObject({
    version: version.optional().openapi({ description: 'The version that `hunks` are on' }),
    review: version.optional().openapi({ description: 'The number of its last change that you know' }),
    hunks: z.array(z.number().int().nonnegative()).min(1).max(LIMITS.opMembers).optional(),
  })
  // Not a union of both forms: of that, an error names the wrong one.
  .refine(
    ({ version, review, hunks }) =>
      new Set([version, review, hunks].map((one) => one === undefined)).size === 1,
    'must have version, review and hunks, or none of them',
  );

/** Which suggestions a list holds. */
export const suggestionStatus = z.enum([...SUGGESTION_STATES, 'all']);

/** The parameters of the path of a suggestion. */
export const suggestionParams = z.object({ docId: id, suggestionId: id });
