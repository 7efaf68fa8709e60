import { readHead, submit } from '../../content/replace-content.ts';
import { opLength } from '../../ot/lengths.ts';
import type { Delta, Op } from '../../ot/op.ts';
import { findDocument } from '../../platform/db/documents.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { programOf } from '../../platform/tokens/program-of.ts';

/**
 * Takes the links to documents that could not be made (their addresses) out of those that were made beside them, by id; the words
 * stay. Returns how many texts had such a link. A document that cannot be reached keeps its links.
 */
export async function removeDeadLinks(
  { env, db, log }: Pick<Deps, 'env' | 'db' | 'log'>,
  actor: Actor,
  { made, dead, userId }: { made: readonly string[]; dead: ReadonlySet<string>; userId: string },
): Promise<number> {
  let count = 0;
  for (const docId of dead.size === 0 ? [] : made) {
    try {
      const document = await findDocument(db, docId);
      if (document === undefined) continue;
      const { version, ops } = await readHead(env, document);
      const { delta, links } = withoutLinks(ops, dead);
      if (links === 0) continue;
      await submit(env, document, { userId, baseVersion: version, delta, ...programOf(actor) });
      count += links;
    } catch (error) {
      log.warn('links to documents that were not imported stay', {
        docId,
        error: String(error),
      });
    }
  }
  return count;
}

/** The change that takes links to these addresses out of a document, and how many there are: one for runs in a row. */
export function withoutLinks(ops: Delta, dead: ReadonlySet<string>): { delta: Op[]; links: number } {
  const delta: Op[] = [];
  let links = 0;
  let before: unknown = null;
  let kept = 0;
  for (const op of ops) {
    const link = 'insert' in op ? op.attributes?.link : undefined;
    if (typeof link === 'string' && dead.has(link)) {
      if (link !== before) links++;
      if (kept > 0) delta.push({ retain: kept });
      kept = 0;
      delta.push({ retain: opLength(op), attributes: { link: null } });
    } else kept += opLength(op);
    before = link;
  }
  return { delta, links };
}
