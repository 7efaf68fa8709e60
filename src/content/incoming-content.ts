import { isDocument } from '../ot/last-newline.ts';
import type { Delta } from '../ot/op.ts';
import { type DeltaRules, parseDelta } from '../ot/parse-delta.ts';
import { Problem } from '../platform/problem/problem.ts';
import { LIMITS } from '../protocol/limits.ts';
import { textDocument } from './content-diff.ts';

/** Content as the API accepts it: one of these. */
export interface IncomingContent {
  delta?: unknown;
  text?: string | undefined;
  markdown?: string | undefined;
  html?: string | undefined;
}

/**
 * Untrusted content as a whole document; `docId` is its document, null before there is one. Throws 422
 * `unsupported_content` for markdown and HTML, which are not supported yet, 422 `invalid_content`, or 413.
 */
export function parseContent(content: IncomingContent, docId: string | null): Delta {
  if (content.markdown !== undefined || content.html !== undefined) {
    throw new Problem(
      422,
      'unsupported_content',
      'Markdown and HTML are not supported yet: send `delta` or `text`.',
    );
  }
  const ops = content.text === undefined ? content.delta : textDocument(content.text);
  const parsed = parseDelta(ops, contentRules(docId));
  if (!parsed.ok) {
    const { code, message } = parsed.error;
    if (code === 'too_large') throw new Problem(413, 'too_large', message);
    throw new Problem(422, 'invalid_content', message, { errors: [{ path: 'content', message }] });
  }
  if (!isDocument(parsed.value)) {
    const message = 'must hold only inserts and end in a newline';
    throw new Problem(422, 'invalid_content', `The content ${message}.`, {
      errors: [{ path: 'content', message }],
    });
  }
  return parsed.value;
}

// A whole document may be larger than a single operation: its limit is the document's.
function contentRules(docId: string | null): DeltaRules {
  return { docId, form: 'any', maxBytes: LIMITS.documentBytes, maxMembers: LIMITS.documentBytes / 16 };
}
