import type { Database } from '../../platform/db/database.ts';
import { fold, listUnfolded } from '../../platform/db/search.ts';

const PAGE = 20;
const BUDGET_MS = 10_000;

/**
 * Puts documents into the index that it does not know in their current state, page by page, until none is left or the
 * time of this run is over; the next run continues. Returns how many. A document that changes meanwhile is left to
 * the next run.
 */
export async function foldSearch(db: Database, now: () => number = Date.now): Promise<number> {
  const deadline = now() + BUDGET_MS;
  let folded = 0;
  const tried = new Set<string>();
  while (now() < deadline) {
    const page = await listUnfolded(db, PAGE);
    const left = page.filter(({ id }) => !tried.has(id));
    if (left.length === 0) break;
    for (const document of left) {
      tried.add(document.id);
      await fold(db, document);
      folded++;
    }
  }
  return folded;
}
