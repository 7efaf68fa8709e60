import type { DocumentRow } from '../../platform/db/access.ts';
import type { Origin } from '../../platform/db/forks.ts';
import type { Role } from '../../protocol/role.ts';

/** What a document is to its owner when it is new. */
export const NEW = { role: 'owner', starred: false, offeredUntil: null, origin: null } as const;

/** A document's metadata for one of its members. */
export function toDocumentItem({
  document,
  role,
  starred,
  offeredUntil,
  origin,
}: {
  document: DocumentRow;
  role: Role;
  starred: boolean;
  /** Until when the document's ownership is offered to the caller, ms since 1970; null without an offer. */
  offeredUntil: number | null;
  /** What it is a fork of; null for nothing that the caller sees. */
  origin: Origin | null;
}) {
  return {
    id: document.id,
    title: document.title,
    role,
    ownerId: document.ownerId,
    starred,
    offeredUntil: offeredUntil === null ? null : iso(offeredUntil),
    region: document.region,
    origin,
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
