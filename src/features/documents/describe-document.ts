import type { Work } from '../../platform/events/work.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { findMarks } from './queries.ts';
import { toDocumentItem } from './representation.ts';

/** A document's metadata for a user with this access; without the excerpt for one who may not read it. */
export async function describeDocument(
  { db }: Pick<Work, 'db'>,
  { document, role, userId, reads, among }: Access,
) {
  const marks = await findMarks(db, document.id, { userId, among });
  return toDocumentItem({ document: reads ? document : { ...document, excerpt: '' }, role, ...marks });
}
