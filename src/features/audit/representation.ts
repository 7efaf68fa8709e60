import type { Actor } from '../../platform/queues/events.ts';
import type { AuditRow } from './queries.ts';

const DELETED = 'Deleted user';

/** An entry of the audit log in responses. */
export interface AuditItem {
  id: string;
  at: string;
  type: string;
  actor: { kind: Actor['kind']; id: string | null; name: string | null } | null;
  credentialId: string | null;
  address: string | null;
  userAgent: string | null;
  docId: string | null;
  subject: { id: string; name: string } | null;
  details: Record<string, unknown>;
}

/**
 * A row as an entry of a response. An owner who reads the log of a document (`reader`) sees what other users did, but
 * not from where: addresses and devices are shown only in the reader's own entries. An administrator (null) sees
 * everything.
 */
export function toAuditItem(row: AuditRow, reader: string | null): AuditItem {
  const showsOrigin = reader === null || row.actorId === reader;
  return {
    id: row.id,
    at: new Date(row.at).toISOString(),
    type: row.type,
    actor: {
      kind: row.actorKind as Actor['kind'],
      id: row.actorId,
      name: row.actorId === null ? null : (row.actorName ?? DELETED),
    },
    credentialId: showsOrigin ? row.credentialId : null,
    address: showsOrigin ? row.address : null,
    userAgent: showsOrigin ? row.userAgent : null,
    docId: row.docId,
    subject: row.subjectId === null ? null : { id: row.subjectId, name: row.subjectName ?? DELETED },
    details: row.details,
  };
}

/** The columns of the log as a table. */
export const AUDIT_COLUMNS = [
  'id',
  'at',
  'type',
  'actorKind',
  'actorId',
  'actorName',
  'credentialId',
  'address',
  'userAgent',
  'docId',
  'subjectId',
  'subjectName',
  'details',
] as const;

/** An entry as a record of that table. */
export function toAuditRecord(item: AuditItem): (string | null)[] {
  const { actor, subject } = item;
  return [
    item.id,
    item.at,
    item.type,
    actor?.kind ?? null,
    actor?.id ?? null,
    actor?.name ?? null,
    item.credentialId,
    item.address,
    item.userAgent,
    item.docId,
    subject?.id ?? null,
    subject?.name ?? null,
    JSON.stringify(item.details),
  ];
}
