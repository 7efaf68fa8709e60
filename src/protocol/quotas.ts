import { LIMITS } from './limits.ts';

/** The quotas of a document and of a user; the variable LIMITS overrides these. */
export const QUOTAS = {
  /** Sockets of one document: all, and of one user. */
  socketsPerDocument: 10_000,
  socketsPerUserAndDocument: 20,
  /** The share of a document's sockets, in per cent, that guests may take: the rest is for users with an account. */
  guestSharePercent: 80,
  /** What one user may send to one document in a minute, in characters. */
  writtenBytesPerUserAndMinute: 32 * 1024 * 1024,
  /**
   * How long, in ms, an edit may wait to be committed together with those of others. A longer time writes fewer rows; a
   * shorter one shows edits sooner while several people type. The edits of one person, or of two, never wait.
   */
  commitMs: 40,
  /** Bytes of one uploaded file, and of all that count for one user: their own, and those of guests in their documents. */
  uploadBytes: 10 * 1024 * 1024,
  uploadBytesPerUser: 1024 * 1024 * 1024,
  /** Uploads that count for one user, and the share of the bytes, in per cent, that guests of their documents may take. */
  uploadsPerUser: 20_000,
  guestUploadSharePercent: 50,
  /** Imports of archives that are worked on at once. */
  importsPerUser: 3,
  /** JSON of a whole document. It cannot exceed the protocol's own limit. */
  documentBytes: LIMITS.documentBytes as number,
  /** Documents that a user owns, including those in the trash. */
  documentsPerUser: 10_000,
  apiTokensPerUser: 50,
  passkeysPerUser: 20,
  /** Invitations of a document that are not accepted yet. */
  invitationsPerDocument: 100,
  threadsPerDocument: 5_000,
  commentsPerThread: 1_000,
  openSuggestionsPerDocument: 500,
  /**
   * How often one user replaces suggestions of one document in an hour, a sixtieth of it at once: twice what live typing
   * needs.
   */
  suggestionChangesPerUserAndDocumentAndHour: 7_200,
  /**
   * What one user writes beside the text of one document in an hour: comments, their edits, resolutions, each mention,
   * and new suggestions.
   */
  commentsPerUserAndDocumentAndHour: 600,
};

/** The quotas of this installation. */
export type Quotas = Readonly<typeof QUOTAS>;

/**
 * The result of LIMITS: the quotas, and what is wrong with it; null for nothing. If something is wrong, nothing is
 * overridden.
 */
export function parseQuotas(text: string): { quotas: Quotas; error: string | null } {
  if (text.trim() === '') return { quotas: QUOTAS, error: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { quotas: QUOTAS, error: 'LIMITS is not JSON' };
  }
  const error = whatIsWrong(value);
  return error === null
    ? { quotas: { ...QUOTAS, ...(value as Partial<Quotas>) }, error }
    : { quotas: QUOTAS, error };
}

// A Worker holds an upload in its memory, and others beside it.
const MOST_UPLOAD_BYTES = 25 * 1024 * 1024;

// Strict, so that a misspelt limit is an error and not silently ignored.
function whatIsWrong(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'LIMITS is not an object';
  for (const [name, most] of Object.entries(value)) {
    if (!Object.hasOwn(QUOTAS, name)) return `LIMITS: there is no limit ${name}`;
    if (!Number.isSafeInteger(most) || most < 1) return `LIMITS: ${name} is not a whole number of 1 or more`;
    if (name === 'guestSharePercent' && most > 100) return 'LIMITS: guestSharePercent is at most 100';
    if (name === 'guestUploadSharePercent' && most > 100)
      return 'LIMITS: guestUploadSharePercent is at most 100';
    if (name === 'commitMs' && most > 1_000) return 'LIMITS: commitMs is at most 1000';
    if (name === 'uploadBytes' && most > MOST_UPLOAD_BYTES)
      return `LIMITS: uploadBytes is at most ${MOST_UPLOAD_BYTES}`;
    if (name === 'documentBytes' && most > LIMITS.documentBytes)
      return `LIMITS: documentBytes is at most ${LIMITS.documentBytes}`;
  }
  return null;
}

// The variable stays the same for the life of an isolate.
let last: { text: string; quotas: Quotas } | null = null;

/**
 * The effective quotas: the defaults, overridden by LIMITS unless something is wrong with it (`/readyz` reports
 * that).
 */
export function quotasOf({ LIMITS: text }: { LIMITS: string }): Quotas {
  if (last?.text !== text) last = { text, quotas: parseQuotas(text).quotas };
  return last.quotas;
}
