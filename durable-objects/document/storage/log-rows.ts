import type { ChainedRow } from '../../../src/platform/archive/chain.ts';
import type { Entry } from '../../../src/protocol/messages.ts';
import type { LastOperation } from '../collab/frame.ts';

/** Stores one row of the log in `table`, with the hash chain after it. */
export function storeRow(sql: SqlStorage, table: string, row: ChainedRow, chain: Uint8Array): void {
  sql.exec(
    `INSERT INTO ${table} (first_version, last_version, at, authors, entries, chain) VALUES (?, ?, ?, ?, ?, ?)`,
    row.first,
    row.last,
    row.at,
    row.authors,
    row.entries,
    chain,
  );
}

/** Records in `last` the last operation of each client in the frame after version `from`. */
export function noteClients(last: Map<string, LastOperation>, from: number, entries: readonly Entry[]): void {
  entries.forEach(({ client, seq }, i) => {
    last.set(client, { seq, version: from + i + 1 });
  });
}

/** Stores the last operation of each client in `table`. */
export function storeClients(sql: SqlStorage, table: string, last: ReadonlyMap<string, LastOperation>): void {
  for (const [client, { seq, version }] of last) {
    sql.exec(`INSERT OR REPLACE INTO ${table} (client, seq, version) VALUES (?, ?, ?)`, client, seq, version);
  }
}
