// `ended` holds credentials that have ended; a row of one of them in `places` is a closing that is still owed.
const TABLES = `
CREATE TABLE ended (credential_id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX ended_at ON ended (at);
CREATE TABLE places (
  credential_id TEXT NOT NULL,
  doc_id TEXT NOT NULL,
  region TEXT NOT NULL,
  open INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (credential_id, doc_id, region)
) WITHOUT ROWID;
CREATE TABLE erased (at INTEGER NOT NULL);
`;

/**
 * Creates the tables of a UserChannel, once. When they exist it only reads: an object whose disk is full still opens.
 */
export function ensureSchema(sql: SqlStorage): void {
  const { count } = sql
    .exec<{ count: number }>("SELECT count(*) AS count FROM sqlite_master WHERE name = 'places'")
    .one();
  if (count === 0) sql.exec(TABLES);
}
