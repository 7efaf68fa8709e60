/**
 * The tables of a Document (docs/architecture.md, Storage). Rows are the bill: one row a commit in `frames`, nothing for
 * presence; `clients` and `snapshot` are written at checkpoints only.
 */
const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE frames (
  first_version INTEGER PRIMARY KEY,
  last_version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  authors TEXT NOT NULL,
  entries TEXT NOT NULL,
  chain BLOB NOT NULL
);
CREATE TABLE snapshot (version INTEGER, part INTEGER, data TEXT NOT NULL, PRIMARY KEY (version, part)) WITHOUT ROWID;
CREATE TABLE clients (client TEXT PRIMARY KEY, seq INTEGER NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE access (user_id TEXT PRIMARY KEY, role TEXT, epoch INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Whether the tables are there. Reads only: an object whose disk is full still opens. */
export function hasSchema(sql: SqlStorage): boolean {
  return sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'").toArray().length > 0;
}

/** Makes the tables. */
export function createSchema(sql: SqlStorage): void {
  sql.exec(TABLES);
}
