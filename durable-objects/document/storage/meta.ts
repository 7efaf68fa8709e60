/**
 * The version up to which the archive was nudged, how often without an acknowledgement, and when last (ms since 1970).
 */
export interface Asked {
  version: number;
  attempts: number;
  at: number;
}

/** Nothing was ever published. */
export const NEVER: Asked = { version: 0, attempts: 0, at: 0 };

/** What a Document remembers of itself besides its text. */
export interface MetaValues {
  docId: string;
  createdAt: number;
  /** The highest access epoch that it knows: connections with an older one are refused. */
  accessEpoch: number;
  deleted: boolean;
  /** The access epoch of the last change of `deleted`, so that a late message cannot undo a newer one. */
  deletedEpoch: number;
  /** The archived version; existing objects have it under this name. */
  reconciledVersion: number;
  /** The newest snapshot that the archive holds. */
  snapshotVersion: number;
  /** The contradiction between the archive and the log; nothing is pruned while there is one. */
  divergence: string | null;
  /** Changes with each recovery: the versions after the recovered one are other operations since then. */
  generation: number;
  /** The version that each recovery went back to, oldest first, and the generation that began there. */
  recoveries: { generation: number; version: number }[];
  /** Where the kept log begins: version, hash chain in hex, and when it was committed. */
  base: { version: number; chain: string; at: number | null };
  /** The `clients` table knows every operation after this version; above 0 after a recovery. */
  clientsFrom: number;
  /** Every anchor of a thread is stored as of this version, or a later one. */
  anchorsVersion: number;
  /** The number up to which the review is archived, and the version of the newest archived anchors. */
  reviewArchived: number;
  anchorsArchived: number;
  /** Texts from entry `from` on may be archived that are erased here, the last one of them by entry `by`. */
  staleTexts: { from: number; by: number } | null;
  /** The number of the review up to which the archive was nudged; `version` is that number. */
  reviewAsked: Asked;
  /** The version up to which the reconciler was nudged. */
  changesAsked: Asked;
  /** The snapshot that was offered to the archive. */
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

  /** Stores a value; an unchanged value writes no row. */
  set<K extends keyof MetaValues>(key: K, value: MetaValues[K]): void {
    if (this.#values.get(key) === value) return;
    this.#sql.exec('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, JSON.stringify(value));
    this.#values.set(key, value);
  }
}
