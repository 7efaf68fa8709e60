import { must } from '../../base/assert.ts';
import { authorOf } from '../../platform/archive/segment.ts';
import { type LoggedDocument, readLog } from '../read-log.ts';
import type { LoggedEntry } from './meeting.ts';

/**
 * The entries of a log after version `from`, up to `to`, in order, from the archive if need be; fewer when the log ends
 * before. Throws 410 `version_expired`, 503 when it cannot be read.
 */
export async function readEntries(
  env: Env,
  document: LoggedDocument,
  from: number,
  to: number,
): Promise<LoggedEntry[]> {
  const entries: LoggedEntry[] = [];
  if (from >= to) return entries;
  for await (const frame of readLog(env, document, from, to)) {
    const end = Math.min(frame.last, to);
    for (let version = Math.max(frame.first, from + 1); version <= end; version++) {
      const place = version - frame.first;
      const { client, delta } = must(frame.entries[place]);
      entries.push({ client, delta, by: authorOf(frame, place), frame: frame.first });
    }
  }
  return entries;
}
