import { diffContent } from '../../content/content-diff.ts';
import { readVersion } from '../../content/read-version.ts';
import { readHead, submit } from '../../content/replace-content.ts';
import type { Delta } from '../../ot/op.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { programOf } from '../../platform/tokens/program-of.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { notifyOpen } from '../documents/notify-open.ts';
import { touched } from '../documents/touched.ts';
import { findAuthors } from './queries.ts';
import { type AuthorsWork, undoWork } from './undo.ts';

/**
 * Restores the text of a version, or removes an author's work, by a change on the newest version. Returns the version
 * of its commit, or the newest one when nothing changed. Throws as `readVersion`, `undoWork` and `submit`.
 */
export async function revertDocument(
  deps: Deps,
  actor: Actor,
  { document, userId, to }: Pick<Access, 'document' | 'userId'> & { to: AuthorsWork | { version: number } },
): Promise<number> {
  const { env, db } = deps;
  const change =
    'author' in to ? await undoWork(env, db, document, to) : await bringBack(deps, document, to.version);
  const committed = await submit(env, document, { userId, ...change, ...programOf(actor) });
  touched(deps, document);
  if ('version' in to && change.delta.length > 0) {
    const [by] = await findAuthors(db, [userId]);
    const user = { id: userId, name: by?.name ?? '', color: by?.color ?? '' };
    notifyOpen(deps, document, (stub) => stub.restored({ version: committed, user }));
  }
  await publish(deps, actor, [{ type: 'document.reverted', docId: document.id, version: committed }]);
  return committed;
}

async function bringBack(
  { env, db }: Deps,
  document: DocumentRow,
  version: number,
): Promise<{ baseVersion: number; delta: Delta }> {
  const past = await readVersion(env, db, document, version);
  const head = await readHead(env, document);
  return { baseVersion: head.version, delta: diffContent(head.ops, JSON.parse(past.ops) as Delta) };
}
