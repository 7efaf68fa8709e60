import { id, time, z } from '../../platform/http/openapi.ts';
import type { AuditRow } from './queries.ts';

const DELETED = 'Deleted user';

const party = z.object({ id, name: z.string() });

/** An entry of the audit log. */
export const auditItem = z
  .object({
    id,
    at: time,
    type: z.string(),
    actor: z
      .object({
        kind: z.enum(['person', 'guest', 'token', 'admin', 'system', 'anonymous']),
        id: id.nullable(),
        name: z.string().nullable(),
      })
      .nullable(),
    credentialId: z.string().nullable(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    docId: id.nullable(),
    subject: party.nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi('AuditEntry');

/** An entry as it is answered. */
export type AuditItem = z.infer<typeof auditItem>;

/**
 * A row as it is answered. An owner who reads the log of a document (`reader`) is told what others did, but not from
 * where: addresses and devices are shown of the reader alone. To an administrator (null) all is shown.
 */
export function toAuditItem(row: AuditRow, reader: string | null): AuditItem {
  const showsOrigin = reader === null || row.actorId === reader;
  return {
    id: row.id,
    at: new Date(row.at).toISOString(),
    type: row.type,
    actor: {
      kind: row.actorKind as NonNullable<AuditItem['actor']>['kind'],
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
