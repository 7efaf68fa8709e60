import { EMPTY_DOCUMENT } from '../../../src/ot/last-newline.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { snapshotBody } from '../../../src/platform/archive/parse-snapshot.ts';
import { measure, type SizeBound } from '../collab/size-bound.ts';
import { type Note, noteOf, type Row, rowsOf, storedSections } from './section-rows.ts';
import { measureAll, type Section, type Stretch, stretchOf } from './sections.ts';

/** A stored checkpoint, without its text. */
export interface Checkpoint {
  version: number;
  /** The length of the text in UTF-16 units. */
  length: number;
  size: SizeBound;
  /** Its sections; absent when there is only one, and when an older release has stored it, in parts cut anywhere. */
  sections?: readonly Note[];
}

// A reader that takes longer than this for a part does not hold up the next one.
const PART_PATIENCE_MS = 20;
const KEY = 'checkpoint';
const EMPTY: Checkpoint = { version: 0, length: 1, size: measure(EMPTY_DOCUMENT) };

/**
 * The text of a document at some versions, so that no read replays the log from its beginning. The newest two are kept:
 * a reader that has just received the URL of the older one can still fetch it.
 */
export class Checkpoints {
  readonly #sql: SqlStorage;
  #latest: Checkpoint;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const [row] = sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', KEY).toArray();
    this.#latest = row === undefined ? EMPTY : (JSON.parse(row.value) as Checkpoint);
  }

  /** The newest checkpoint; version 0 needs none. */
  get latest(): Checkpoint {
    return this.#latest;
  }

  /** The stored JSON of a checkpoint, null when it is not kept. */
  json(version: number): string | null {
    if (version === 0) return JSON.stringify(EMPTY_DOCUMENT);
    const parts = this.#sql
      .exec<{ data: string }>('SELECT data FROM snapshot WHERE version = ? ORDER BY part', version)
      .toArray();
    return parts.length === 0 ? null : parts.map(({ data }) => data).join('');
  }

  /**
   * The stored JSON of a checkpoint as bytes: a large text is not decoded only to be sent. Null when it is not kept.
   */
  bytes(version: number): Uint8Array<ArrayBuffer> | null {
    if (version === 0) return new Uint8Array(new TextEncoder().encode(JSON.stringify(EMPTY_DOCUMENT)));
    const parts = this.#sql
      .exec<{ data: ArrayBuffer }>(
        'SELECT CAST(data AS BLOB) AS data FROM snapshot WHERE version = ? ORDER BY part',
        version,
      )
      .toArray();
    if (parts.length === 0) return null;
    const bytes = new Uint8Array(parts.reduce((sum, { data }) => sum + data.byteLength, 0));
    let at = 0;
    for (const { data } of parts) {
      bytes.set(new Uint8Array(data), at);
      at += data.byteLength;
    }
    return bytes;
  }

  /**
   * A checkpoint in the form that snapshots are served in (`snapshotBody`), as a stream of known length: its beginning
   * is sent while the rest is read. Null when it is not kept.
   */
  snapshot(version: number): ReadableStream<Uint8Array> | null {
    const parts = this.#sql
      .exec<{ bytes: number }>(
        'SELECT octet_length(data) AS bytes FROM snapshot WHERE version = ? ORDER BY part',
        version,
      )
      .toArray();
    if (parts.length === 0) return null;
    const [head = '', tail = ''] = snapshotBody(version, '\n').split('\n');
    const length = parts.reduce((sum, { bytes }) => sum + bytes, head.length + tail.length);
    const { readable, writable } = new FixedLengthStream(length);
    void this.#write(writable.getWriter(), { version, parts: parts.length, head, tail });
    return readable;
  }

  // Reads a part while the one before is being sent. Waits for the reader only briefly: for a slow reader, the
  // checkpoint would be dropped before it is read.
  async #write(
    writer: WritableStreamDefaultWriter<Uint8Array>,
    { version, parts, head, tail }: { version: number; parts: number; head: string; tail: string },
  ): Promise<void> {
    // A reader that has gone needs no handling.
    const gone = (): void => {};
    try {
      const encoder = new TextEncoder();
      writer.write(encoder.encode(head)).catch(gone);
      for (let part = 0; part < parts; part++) {
        const { data } = this.#sql
          .exec<{ data: ArrayBuffer }>(
            'SELECT CAST(data AS BLOB) AS data FROM snapshot WHERE version = ? AND part = ?',
            version,
            part,
          )
          .one();
        const sent = writer.write(new Uint8Array(data)).catch(gone);
        await Promise.race([sent, scheduler.wait(PART_PATIENCE_MS)]);
      }
      writer.write(encoder.encode(tail)).catch(gone);
      writer.close().catch(gone);
    } catch (error) {
      // The reader sees the stream break off: the checkpoint was dropped in the meantime, or storage failed.
      writer.abort(error).catch(gone);
    }
  }

  /**
   * Stores `text` as the checkpoint of `version`, and deletes all but the one before. Call it inside a transaction.
   */
  store(version: number, text: readonly Section[]): Checkpoint {
    this.#sql.exec('DELETE FROM snapshot WHERE version < ?', this.#latest.version);
    const checkpoint = storeText(this.#sql, 'snapshot', version, text);
    storeNewest(this.#sql, checkpoint);
    return checkpoint;
  }

  /** The transaction of `store` has committed: this is the newest checkpoint now. */
  adopt(checkpoint: Checkpoint): void {
    this.#latest = checkpoint;
  }

  /** The version of the newest kept text at or before `version`. */
  nearestVersion(version: number): number {
    const [row] = this.#sql
      .exec<{ version: number | null }>(
        'SELECT max(version) AS version FROM snapshot WHERE version <= ?',
        version,
      )
      .toArray();
    return row?.version ?? 0;
  }

  /** The newest kept text at or before `version`. */
  nearest(version: number): { version: number; text: Iterable<Stretch> } {
    const found = this.nearestVersion(version);
    const { sections } = this.#latest;
    if (found === this.#latest.version && sections !== undefined) {
      return {
        version: found,
        text: storedSections(found, sections, (...rows) => this.#rows(found, ...rows)),
      };
    }
    const json = this.json(found);
    return json === null
      ? { version: 0, text: [stretchOf(EMPTY_DOCUMENT)] }
      : { version: found, text: [stretchOf(JSON.parse(json) as Delta)] };
  }

  #rows(version: number, part: number, rows: number): string {
    return this.#sql
      .exec<{ data: string }>(
        'SELECT data FROM snapshot WHERE version = ? AND part >= ? AND part < ? ORDER BY part',
        version,
        part,
        part + rows,
      )
      .toArray()
      .map(({ data }) => data)
      .join('');
  }
}

/** Stores `text`, that of `version`, as rows of `table`. */
export function storeText(
  sql: SqlStorage,
  table: string,
  version: number,
  text: readonly Section[],
): Checkpoint {
  let part = 0;
  const notes: Note[] = [];
  for (const rows of rowsOf(text)) {
    for (const row of rows) storeRow(sql, table, [version, part++], row);
    notes.push(noteOf(text[notes.length] as Section, rows.length));
  }
  const checkpoint = { version, ...measureAll(text) };
  return notes.length === 1 ? checkpoint : { ...checkpoint, sections: notes };
}

// A copied row stays inside SQLite.
function storeRow(sql: SqlStorage, table: string, key: [version: number, part: number], row: Row): void {
  const insert = `INSERT OR REPLACE INTO ${table} (version, part, data) VALUES (?, ?, `;
  if ('data' in row) sql.exec(`${insert}?)`, ...key, row.data);
  else {
    const copy = '(SELECT data FROM snapshot WHERE version = ? AND part = ?))';
    sql.exec(`${insert}${copy}`, ...key, row.version, row.part);
  }
}

/** Remembers which checkpoint is the newest. */
export function storeNewest(sql: SqlStorage, checkpoint: Checkpoint): void {
  sql.exec('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', KEY, JSON.stringify(checkpoint));
}
