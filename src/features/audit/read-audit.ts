import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import type { Work } from '../../platform/events/work.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { csvStream } from './csv.ts';
import { type AuditFilter, listAudit } from './queries.ts';
import { AUDIT_COLUMNS, toAuditItem, toAuditRecord } from './representation.ts';

// D1 allows a thousand queries per request: that is a table of half a million entries.
const TABLE_PAGE = 500;

/** A query of the audit log; times in ISO 8601. */
export interface AuditQuery {
  type?: string | undefined;
  actor?: string | undefined;
  subject?: string | undefined;
  docId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** The filter of a query. */
export function filterOf({ type, actor, subject, docId, from, to }: AuditQuery): AuditFilter {
  return {
    type,
    actorId: actor,
    subjectId: subject,
    docId,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  };
}

/** Publishes that the actor reads the audit log, and with which query. */
export async function publishReading(
  deps: Deps,
  actor: Actor,
  { docId, ...asked }: AuditQuery,
): Promise<void> {
  const named = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
  await publish(deps, actor, [
    { type: 'audit.read', docId: docId ?? null, filter: Object.fromEntries(named) },
  ]);
}

/** All entries from `after` on as a table (RFC 4180), read while it is sent; `reader` as in `toAuditItem`. */
export function auditTable(
  { db }: Pick<Work, 'db'>,
  {
    filter,
    reader,
    after,
  }: { filter: AuditFilter; reader: string | null; after: readonly [number, string] | null },
): ReadableStream<Uint8Array> {
  return csvStream<readonly [number, string]>(AUDIT_COLUMNS, async (from) => {
    const rows = await listAudit(db, filter, { after: from ?? after, limit: TABLE_PAGE });
    const last = rows.length === TABLE_PAGE ? rows.at(-1) : undefined;
    return {
      records: rows.map((row) => toAuditRecord(toAuditItem(row, reader))),
      after: last === undefined ? null : [last.at, last.id],
    };
  });
}
