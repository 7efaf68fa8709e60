import { readOperations } from '../../content/read-operations.ts';
import { moveRange } from '../../ot/anchor.ts';
import type { Delta } from '../../ot/op.ts';
import type { Access } from '../../platform/verbs/access.ts';
import type { Thread } from '../../protocol/review.ts';

/** As many operations as one request reads. */
const PAGE = 500;

/**
 * Threads, each at a version up to `version`, as they stand in the text of that version: people write while threads are
 * read, page by page, and the text after them. Throws as `readOperations`.
 */
export async function threadsAt(
  env: Env,
  document: Access['document'],
  threads: readonly Thread[],
  version: number,
): Promise<Thread[]> {
  const from = Math.min(version, ...threads.map((thread) => thread.version));
  const changes: Delta[] = [];
  while (from + changes.length < version) {
    const { entries } = await readOperations(env, document, from + changes.length, PAGE);
    if (entries.length === 0) break;
    for (const { delta } of entries) changes.push(delta);
  }
  return threads.map((thread) => {
    if (thread.range === null) return { ...thread, version };
    const missed = changes.slice(thread.version - from, version - from);
    return { ...thread, version, range: missed.reduce(moveRange, thread.range) };
  });
}
