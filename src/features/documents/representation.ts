import type { DocumentRow } from '../../platform/db/access.ts';
import type { Role } from '../../protocol/role.ts';

/** A document's metadata for one of its members. */
export function toDocumentItem({
  document,
  role,
  starred,
  offeredUntil,
}: {
  document: DocumentRow;
  role: Role;
  starred: boolean;
  /** Until when the document's ownership is offered to the caller, ms since 1970; null without an offer. */
  offeredUntil: number | null;
}) {
  return {
    id: document.id,
    title: document.title,
    role,
    ownerId: document.ownerId,
    starred,
    offeredUntil: offeredUntil === null ? null : iso(offeredUntil),
    region: document.region,
    version: document.version,
    length: document.length,
    excerpt: document.excerpt,
    createdAt: iso(document.createdAt),
    updatedAt: iso(document.updatedAt),
    deletedAt: document.deletedAt === null ? null : iso(document.deletedAt),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
