import type { OpenSocket } from './rpc.ts';

/** A document that still has to close sockets of ended sessions. */
export interface OwedClosing {
  docId: string;
  region: OpenSocket['region'];
  credentialIds: string[];
}

// A session's family lives 30 days: after that no Document reports one of its sockets.
const ENDED_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
// Reports of the same socket may overtake each other: a closing is remembered this long.
const CLOSED_KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * The documents in which the sessions and API tokens of one user have sockets, and which credentials have ended.
 * Durable.
 */
export class OpenPlaces {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
  }

  /** Whether the session or API token has ended, or its user was erased. */
  hasEnded(credentialId: string): boolean {
    const { count } = this.#sql
      .exec<{ count: number }>(
        'SELECT (SELECT count(*) FROM ended WHERE credential_id = ?) + (SELECT count(*) FROM erased) AS count',
        credentialId,
      )
      .one();
    return count > 0;
  }

  /**
   * Stores that a document has a socket of a session (`open`) or has none left, unless the session has ended. With `at`
   * (the Document's own clock), a report that a later one has overtaken changes nothing.
   */
  report({ credentialId, docId, region, at }: OpenSocket, open: boolean): void {
    if (!this.hasEnded(credentialId)) {
      this.#sql.exec(
        `INSERT INTO places (credential_id, doc_id, region, open, at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET open = excluded.open, at = excluded.at WHERE excluded.at >= places.at`,
        credentialId,
        docId,
        region ?? '',
        open ? 1 : 0,
        at ?? Date.now(),
      );
      return;
    }
    if (!open) this.#forget(docId, region, credentialId);
  }

  /** These credentials have ended, permanently. */
  end(credentialIds: readonly string[], now: number): void {
    this.#storage.transactionSync(() => {
      for (const id of credentialIds) {
        this.#sql.exec('INSERT INTO ended (credential_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING', id, now);
        this.#sql.exec('DELETE FROM places WHERE credential_id = ? AND open = 0', id);
      }
    });
  }

  /** The user was erased: everything of theirs has ended. */
  erase(now: number): void {
    this.#storage.transactionSync(() => {
      const ids = this.#sql.exec<{ id: string }>('SELECT DISTINCT credential_id AS id FROM places').toArray();
      this.end(
        ids.map(({ id }) => id),
        now,
      );
      this.#sql.exec('INSERT INTO erased (at) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM erased)', now);
    });
  }

  /** The documents that still have to close sockets of ended sessions. */
  owed(): OwedClosing[] {
    const rows = this.#sql.exec<{ id: string; docId: string; region: string }>(
      'SELECT credential_id AS id, doc_id AS docId, region FROM places WHERE credential_id IN (SELECT credential_id FROM ended) ORDER BY docId, region',
    );
    const owed: OwedClosing[] = [];
    for (const { id, docId, region } of rows) {
      const last = owed.at(-1);
      if (last?.docId === docId && (last.region ?? '') === region) last.credentialIds.push(id);
      else owed.push({ docId, region: region === '' ? null : (region as 'eu'), credentialIds: [id] });
    }
    return owed;
  }

  /** The document has closed them. */
  markClosed({ docId, region, credentialIds }: OwedClosing): void {
    for (const id of credentialIds) this.#forget(docId, region, id);
  }

  /**
   * Deletes what no request can need any more. Returns when to do so again (ms since 1970); null when nothing is left.
   */
  tidy(now: number): number | null {
    this.#sql.exec('DELETE FROM ended WHERE at <= ?', now - ENDED_KEPT_MS);
    this.#sql.exec('DELETE FROM erased WHERE at <= ?', now - ENDED_KEPT_MS);
    this.#sql.exec('DELETE FROM places WHERE open = 0 AND at <= ?', now - CLOSED_KEPT_MS);
    const { next } = this.#sql
      .exec<{ next: number | null }>(
        `SELECT min(due) AS next FROM (
           SELECT min(at) + ${ENDED_KEPT_MS} AS due FROM ended
           UNION ALL SELECT min(at) + ${ENDED_KEPT_MS} FROM erased
           UNION ALL SELECT min(at) + ${CLOSED_KEPT_MS} FROM places WHERE open = 0)`,
      )
      .one();
    return next;
  }

  #forget(docId: string, region: OpenSocket['region'], credentialId: string): void {
    this.#sql.exec(
      'DELETE FROM places WHERE credential_id = ? AND doc_id = ? AND region = ?',
      credentialId,
      docId,
      region ?? '',
    );
  }
}
