import type { ImportedFile } from '../../api/files.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Contents, Parcel } from './parcels.ts';

/** What becomes of nothing. */
export const NOTHING: ImportedFile = { documents: [], warnings: [], failed: [] };

/** What is known of an import before anything is sent: what of its source is in no parcel. */
export function resultOf({ leftOut, tooLarge }: Contents): ImportedFile {
  return {
    documents: [],
    warnings: leftOut === 0 ? [] : [{ code: 'dropped_file', count: leftOut }],
    failed: tooLarge.map((file) => ({ file, code: 'too_large', message: '' })),
  };
}

interface Sending {
  send(parcel: Parcel): Promise<ImportedFile>;
  /** Called before each parcel is sent. */
  tell(sent: number, result: ImportedFile): void;
}

/**
 * Sends parcels one after the other. One that the server refuses for what it holds is named in the result, and the others
 * are sent; any other error ends it. `why` is that error, or the first refusal when no document was made; null for none.
 */
export async function sendParcels(
  parcels: readonly Parcel[],
  begun: ImportedFile,
  { send, tell }: Sending,
): Promise<{ result: ImportedFile; why: unknown }> {
  let result = begun;
  let first: unknown = null;
  for (const [sent, parcel] of parcels.entries()) {
    tell(sent, result);
    try {
      result = together(result, await send(parcel));
    } catch (error) {
      if (parcels.length === 1 || !isOfContent(error)) return { result, why: error };
      first ??= error;
      const { code, message } = error;
      result = together(result, { ...NOTHING, failed: [{ file: parcel.path, code, message }] });
    }
  }
  return { result, why: result.documents.length === 0 ? first : null };
}

function isOfContent(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && [413, 415, 422].includes(error.status);
}

function together(a: ImportedFile, b: ImportedFile): ImportedFile {
  const counts = new Map(a.warnings.map(({ code, count }) => [code, count]));
  for (const { code, count } of b.warnings) counts.set(code, (counts.get(code) ?? 0) + count);
  return {
    documents: [...a.documents, ...b.documents],
    warnings: [...counts].map(([code, count]) => ({ code, count })),
    failed: [...a.failed, ...b.failed],
  };
}
