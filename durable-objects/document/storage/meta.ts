/** How far what is owed was published, how often without an answer, and when last (ms since 1970). */
export interface Asked {
  version: number;
  attempts: number;
  at: number;
}

/** What was never asked. */
export const NEVER: Asked = { version: 0, attempts: 0, at: 0 };

/** What a Document remembers of itself beside its text. */
export interface MetaValues {
  docId: string;
  createdAt: number;
  /** The highest access epoch that it was told of: connections with an older one are refused. */
  accessEpoch: number;
  deleted: boolean;
  /** The access epoch of the last change of `deleted`, so that a late message cannot undo a newer one. */
  deletedEpoch: number;
  /** The archived version; existing objects have it under this name. */
  reconciledVersion: number;
  /** The newest snapshot that the archive holds. */
  snapshotVersion: number;
  /** What of the archive was found to contradict the log; nothing is pruned while there is something. */
  divergence: string | null;
  /** Another one after each recovery: versions after that were made again. */
  generation: number;
  /** To which version each recovery went back, oldest first, and the generation that began there. */
  recoveries: { generation: number; version: number }[];
  /** Where the kept log begins: version, hash chain in hex, and when that was committed. */
  base: { version: number; chain: string; at: number | null };
  /** The `clients` table knows every operation after this version; above 0 after a recovery. */
  clientsFrom: number;
  /** How far the reconciler was nudged. */
  changesAsked: Asked;
  /** Which snapshot was offered to the archive. */
  snapshotAsked: Asked;
}

/** The `meta` table: read once, written through. */
export class Meta {
  readonly #sql: SqlStorage;
  readonly #values = new Map<string, unknown>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    for (const { key, value } of sql.exec<{ key: string; value: string }>('SELECT key, value FROM meta')) {
      this.#values.set(key, JSON.parse(value));
    }
  }

  get<K extends keyof MetaValues>(key: K, fallback: MetaValues[K]): MetaValues[K] {
    return (this.#values.get(key) as MetaValues[K] | undefined) ?? fallback;
  }

  /** Stores a value; one that is unchanged costs no row. */
  set<K extends keyof MetaValues>(key: K, value: MetaValues[K]): void {
    if (this.#values.get(key) === value) return;
    this.#sql.exec('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, JSON.stringify(value));
    this.#values.set(key, value);
  }
}
