import { Problem } from '../../platform/problem/problem.ts';

/** The refusal of bytes that would be more than a user may store. */
export function storageFull(limit: number): Problem {
  const mebibytes = Math.floor(limit / (1024 * 1024));
  return new Problem(
    413,
    'storage_full',
    `The uploads that count for one user are as many as may be: ${mebibytes} MiB, of guests a part of it.`,
  );
}

/** The refusal while R2 does not answer. */
export function archiveUnavailable(error: unknown): Problem {
  return new Problem(503, 'archive_unavailable', 'The archive cannot be reached right now.', {
    headers: { 'Retry-After': '5' },
    cause: error instanceof Error ? error.message : String(error),
  });
}
