import { Problem } from '../../platform/problem/problem.ts';

/** The refusal of bytes that would be more than a user may store. */
export function storageFull(limit: number): Problem {
  const mebibytes = Math.floor(limit / (1024 * 1024));
  return new Problem(413, 'storage_full', `The uploads of one user take at most ${mebibytes} MiB together.`);
}

/** The refusal while R2 does not answer. */
export function archiveUnavailable(error: unknown): Problem {
  return new Problem(503, 'archive_unavailable', 'The archive cannot be reached right now.', {
    headers: { 'Retry-After': '5' },
    cause: error instanceof Error ? error.message : String(error),
  });
}
