import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { decodeCursor, type PageRequest, toPage } from '../../platform/verbs/pages.ts';
import { csvStream } from './csv.ts';
import { type AuditFilter, listAudit } from './queries.ts';
import { AUDIT_COLUMNS, toAuditItem, toAuditRecord } from './representation.ts';

const ORDER = 'audit';
// D1 allows a thousand queries per request: that is a table of half a million entries.
const TABLE_PAGE = 500;

/** A query of the audit log, and the page from which it is read; times in ISO 8601. */
export interface AuditQuery extends PageRequest {
  type?: string | undefined;
  actor?: string | undefined;
  subject?: string | undefined;
  docId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * A page of the entries that match, newest first; `reader` as in `toAuditItem`. Without a reader (an auditor asks), it
 * publishes the reading. Throws 422 `invalid_cursor`.
 */
export async function auditPage(
  deps: Deps,
  actor: Actor,
  { limit, cursor, ...asked }: AuditQuery,
  reader: string | null,
) {
  const after = decodeCursor(ORDER, 'number', cursor);
  if (reader === null) await publishReading(deps, actor, asked);
  const rows = await listAudit(deps.db, filterOf(asked), { after, limit: limit + 1 });
  return toPage(rows, limit, ORDER, {
    position: (row) => [row.at, row.id],
    item: (row) => toAuditItem(row, reader),
  });
}

/**
 * All entries that match from `cursor` on, as a table (RFC 4180) that is read while it is sent; `reader` as in
 * `toAuditItem`. Always publishes the reading. Throws 422 `invalid_cursor`.
 */
export async function auditTable(
  deps: Deps,
  actor: Actor,
  { limit: _, cursor, ...asked }: AuditQuery,
  reader: string | null,
): Promise<ReadableStream<Uint8Array>> {
  const after = decodeCursor(ORDER, 'number', cursor);
  await publishReading(deps, actor, asked);
  const filter = filterOf(asked);
  return csvStream<readonly [number, string]>(AUDIT_COLUMNS, async (from) => {
    const rows = await listAudit(deps.db, filter, { after: from ?? after, limit: TABLE_PAGE });
    const last = rows.length === TABLE_PAGE ? rows.at(-1) : undefined;
    return {
      records: rows.map((row) => toAuditRecord(toAuditItem(row, reader))),
      after: last === undefined ? null : [last.at, last.id],
    };
  });
}

type Asked = Omit<AuditQuery, keyof PageRequest>;

function filterOf({ type, actor, subject, docId, from, to }: Asked): AuditFilter {
  return {
    type,
    actorId: actor,
    subjectId: subject,
    docId,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  };
}

async function publishReading(deps: Deps, actor: Actor, { docId, ...asked }: Asked): Promise<void> {
  const named = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
  await publish(deps, actor, [
    { type: 'audit.read', docId: docId ?? null, filter: Object.fromEntries(named) },
  ]);
}
