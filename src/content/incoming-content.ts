import { Unreadable } from '../formats/unreadable.ts';
import type { Warning } from '../formats/warnings.ts';
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

/** A whole document, and what of its source could not be kept. */
export interface ParsedContent {
  document: Delta;
  warnings: readonly Warning[];
}

/**
 * Untrusted content as a whole document; `docId` is its document, null before there is one. Throws 422
 * `invalid_content`, or 413.
 */
export async function parseContent(content: IncomingContent, docId: string | null): Promise<ParsedContent> {
  if (content.markdown !== undefined || content.html !== undefined) {
    const read = await readSource(content, docId);
    return { ...read, document: checked(read.document, docId) };
  }
  const ops = content.text === undefined ? content.delta : textDocument(content.text);
  return { document: checked(ops, docId), warnings: [] };
}

/** What `read` gives; an `Unreadable` becomes 422 `invalid_content` or 413 `document_full`. */
export function orRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (error.code === 'too_large') throw new Problem(413, 'document_full', error.message);
    throw invalid(error.message);
  }
}

// The parsers are loaded when they are first needed: most requests do without.
async function readSource({ markdown, html }: IncomingContent, docId: string | null): Promise<ParsedContent> {
  if (markdown !== undefined) {
    const { readMarkdown } = await import('../formats/markdown/read.ts');
    return orRefuse(() => readMarkdown(markdown, { docId }));
  }
  const { readHtml } = await import('../formats/html/read.ts');
  return orRefuse(() => readHtml(html ?? '', { docId }));
}

function checked(ops: unknown, docId: string | null): Delta {
  const parsed = parseDelta(ops, contentRules(docId));
  if (!parsed.ok) {
    const { code, message } = parsed.error;
    if (code === 'too_large') throw new Problem(413, 'too_large', message);
    throw invalid(message);
  }
  if (!isDocument(parsed.value)) throw invalid('must hold only inserts and end in a newline');
  return parsed.value;
}

function invalid(message: string): Problem {
  return new Problem(422, 'invalid_content', message, { errors: [{ path: 'content', message }] });
}

// A whole document may be larger than a single operation: its limit is the document's.
function contentRules(docId: string | null): DeltaRules {
  return { docId, form: 'any', maxBytes: LIMITS.documentBytes, maxMembers: LIMITS.documentBytes / 16 };
}
