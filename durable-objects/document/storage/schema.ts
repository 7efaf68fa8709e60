// The tables that a rebuild fills again. `prefix` names the staging copies, beside the tables in use.
const REBUILT = ['frames', 'snapshot', 'clients'] as const;
const STAGED = 'rebuilt_';

const rebuiltTables = (prefix = ''): string => `
CREATE TABLE IF NOT EXISTS ${prefix}frames (
  first_version INTEGER PRIMARY KEY,
  last_version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  authors TEXT NOT NULL,
  entries TEXT NOT NULL,
  chain BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS ${prefix}snapshot (version INTEGER, part INTEGER, data TEXT NOT NULL, PRIMARY KEY (version, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ${prefix}clients (client TEXT PRIMARY KEY, seq INTEGER NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID;
`;

// The review (docs/storage.md): the log with its texts, and what follows from it.
const REVIEW_TABLES = `
CREATE TABLE review_log (
  number INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  entry TEXT NOT NULL,
  chain BLOB NOT NULL
);
CREATE TABLE review_texts (number INTEGER PRIMARY KEY, author TEXT NOT NULL, salt TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE review_people (id TEXT PRIMARY KEY, name TEXT NOT NULL, color TEXT, guest INTEGER) WITHOUT ROWID;
CREATE TABLE review_threads (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  whole INTEGER NOT NULL,
  quote TEXT NOT NULL,
  suggestion TEXT,
  resolved_at INTEGER,
  resolved_by TEXT,
  removed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX review_threads_changed ON review_threads (changed);
CREATE TABLE review_comments (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  thread TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  edited_at INTEGER,
  text INTEGER,
  mentions TEXT NOT NULL
);
CREATE INDEX review_comments_thread ON review_comments (thread, number);
CREATE TABLE review_anchors (thread TEXT PRIMARY KEY, version INTEGER NOT NULL, at INTEGER NOT NULL, memory TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE review_suggestions (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  author TEXT NOT NULL,
  thread TEXT NOT NULL,
  status TEXT NOT NULL,
  made_text INTEGER NOT NULL,
  made_base INTEGER NOT NULL,
  left_text INTEGER,
  left_base INTEGER,
  note INTEGER,
  ended_at INTEGER,
  ended_by TEXT,
  accepted_version INTEGER,
  decisions TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX review_suggestions_changed ON review_suggestions (changed);
CREATE INDEX review_suggestions_thread ON review_suggestions (thread);
CREATE INDEX review_suggestions_order ON review_suggestions (created_at, id);
CREATE INDEX review_suggestions_status ON review_suggestions (status, created_at, id);
CREATE TABLE review_rebased (suggestion TEXT PRIMARY KEY, version INTEGER NOT NULL, delta TEXT NOT NULL) WITHOUT ROWID;
`;

// The version that an entry committed by accepting a suggestion. SQLite keeps it from the entry itself, so that no way
// into the log can leave it out; the index holds nothing but acceptances.
const ACCEPTED = `
ALTER TABLE review_log ADD COLUMN accepted INTEGER GENERATED ALWAYS AS (entry ->> '$.accepted') VIRTUAL;
CREATE INDEX review_log_accepted ON review_log (accepted) WHERE accepted IS NOT NULL;
`;

/** The tables of the review. */
export const REVIEW = [
  'review_log',
  'review_texts',
  'review_people',
  'review_threads',
  'review_comments',
  'review_anchors',
  'review_suggestions',
  'review_rebased',
] as const;

// `meta` marks a complete document: it is created last, in the transaction that completes it.
const OWN_TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE access (
  user_id TEXT PRIMARY KEY,
  role TEXT,
  epoch INTEGER NOT NULL,
  name TEXT,
  color TEXT,
  ends_at INTEGER,
  role_after TEXT,
  guest INTEGER
) WITHOUT ROWID;
`;

// Each migrates the tables from version index + 1 to the next one. Append only.
const MIGRATIONS: readonly string[] = [
  'ALTER TABLE access ADD COLUMN name TEXT; ALTER TABLE access ADD COLUMN color TEXT;',
  'ALTER TABLE access ADD COLUMN ends_at INTEGER; ALTER TABLE access ADD COLUMN role_after TEXT; ALTER TABLE access ADD COLUMN guest INTEGER;',
  REVIEW_TABLES,
  ACCEPTED,
];
const VERSION = MIGRATIONS.length + 1;
const VERSION_KEY = 'schemaVersion';

/**
 * The tables of a Document (docs/architecture.md, Storage). Written rows are what is billed: one row per commit in
 * `frames`, none for presence; `clients` and `snapshot` are written at checkpoints only. Returns whether the tables
 * exist. It only reads: an object whose disk is full still opens.
 */
export function hasSchema(sql: SqlStorage): boolean {
  return hasTable(sql, 'meta');
}

/** Creates the tables in the newest version. Call it inside a transaction. */
export function createSchema(sql: SqlStorage): void {
  sql.exec(rebuiltTables());
  createOwnTables(sql);
}

/** Drops the tables. Call it inside a transaction. */
export function dropSchema(sql: SqlStorage): void {
  for (const table of [...REBUILT, ...REVIEW, 'meta', 'access']) sql.exec(`DROP TABLE ${table}`);
}

/** Migrates tables of an older version to the newest one, completely or not at all; `failed` gets the error. */
export function migrateOutdated(storage: DurableObjectStorage, failed: (error: unknown) => void): void {
  const { sql } = storage;
  try {
    const version = storedVersion(sql);
    if (version >= VERSION) return;
    storage.transactionSync(() => {
      for (const step of MIGRATIONS.slice(version - 1)) sql.exec(step);
      storeVersion(sql);
    });
  } catch (error) {
    failed(error);
  }
}

/** Creates empty staging tables for a rebuild, beside those in use; drops what an unfinished one left. */
export function createStaging(sql: SqlStorage): void {
  sql.exec(rebuiltTables(STAGED));
  dropStaging(sql);
}

/** The staging table in which a rebuild gathers the rows of `table`. */
export function staged(table: (typeof REBUILT)[number]): string {
  return `${STAGED}${table}`;
}

/**
 * Deletes what a rebuild has gathered. It deletes rows, never tables: a reader that stopped early leaves its cursor
 * open until garbage collection, and no table can be dropped or renamed while a cursor is open.
 */
export function dropStaging(sql: SqlStorage): void {
  for (const table of REBUILT) if (hasTable(sql, staged(table))) sql.exec(`DELETE FROM ${staged(table)}`);
}

/** Replaces what was there by what a rebuild has gathered. Call it inside a transaction. */
export function adoptStaging(sql: SqlStorage): void {
  sql.exec(rebuiltTables());
  for (const table of REBUILT) {
    sql.exec(`DELETE FROM ${table}`);
    sql.exec(`INSERT INTO ${table} SELECT * FROM ${staged(table)}`);
  }
  dropStaging(sql);
  if (!hasSchema(sql)) createOwnTables(sql);
}

function createOwnTables(sql: SqlStorage): void {
  sql.exec(REVIEW_TABLES);
  sql.exec(ACCEPTED);
  sql.exec(OWN_TABLES);
  storeVersion(sql);
}

function hasTable(sql: SqlStorage, name: string): boolean {
  return sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name).toArray().length > 0;
}

function storedVersion(sql: SqlStorage): number {
  const [row] = sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', VERSION_KEY).toArray();
  return row === undefined ? 1 : Number(row.value);
}

function storeVersion(sql: SqlStorage): void {
  sql.exec('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', VERSION_KEY, String(VERSION));
}
