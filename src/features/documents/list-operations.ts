import { acceptancesBetween } from '../../content/acceptances.ts';
import { readOperations } from '../../content/read-operations.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Work } from '../../platform/events/work.ts';

/**
 * A page of a document's log: at most `limit` operations after version `from`, in order, with who accepted those that
 * were suggestions, and from which version to go on (null at the head). Throws as `readOperations`.
 */
export async function listOperationsOf(
  { env }: Pick<Work, 'env'>,
  document: DocumentRow,
  { from, limit }: { from: number; limit: number },
) {
  const { entries, head } = await readOperations(env, document, from, limit);
  const last = entries.at(-1)?.version ?? from;
  const accepted = await acceptancesBetween(env, document, from, last);
  const items = entries.map((entry) => {
    const acceptedBy = accepted.get(entry.version)?.by;
    return { ...entry, delta: [...entry.delta], ...(acceptedBy !== undefined && { acceptedBy }) };
  });
  return { items, head, nextFrom: last < head ? last : null };
}
