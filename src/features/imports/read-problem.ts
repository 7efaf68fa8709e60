import { Unreadable } from '../../formats/unreadable.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import { Problem } from '../../platform/problem/problem.ts';

/** The refusal for what a reader throws: 413 `document_full` or 422 `unreadable_file`. Anything else stays. */
export function readProblem(error: unknown): unknown {
  if (error instanceof Unreadable && error.code === 'too_large')
    return new Problem(413, 'document_full', error.message);
  if (error instanceof Unreadable || error instanceof UnreadableFile)
    return new Problem(422, 'unreadable_file', error.message);
  return error;
}

/** The same for what the content of a file is refused for: here it is the fault of the file. */
export function contentProblem(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  if (error.code === 'too_large') return new Problem(413, 'document_full', error.message);
  if (error.code === 'invalid_content' || error.code === 'invalid_delta') {
    const why = error.errors?.[0]?.message ?? error.message;
    return new Problem(422, 'unreadable_file', `The file holds what no document can: ${why}.`);
  }
  return error;
}
