import { assert } from '../../../src/base/assert.ts';
import { GENESIS, link } from '../../../src/platform/archive/chain.ts';
import { toHex } from '../../../src/platform/archive/segment.ts';
import type { Entry } from '../../../src/protocol/messages.ts';
import { type Frame, type LastOperation, makeFrame } from '../collab/frame.ts';
import type { OpenFrame } from '../collab/sequencer.ts';
import { Tail } from '../collab/tail.ts';
import type { LogEntry } from '../rpc.ts';
import { storeClients, storeRow } from './log-rows.ts';

interface FrameRow extends Record<string, SqlStorageValue> {
  first_version: number;
  last_version: number;
  at: number;
  authors: string;
  entries: string;
  chain: ArrayBuffer;
}

// Characters of a list of operations, far below the limit of one RPC answer.
const LIST_LENGTH = 4 * 1024 * 1024;

/** Where the kept log begins: everything up to here is only in the archive. */
export interface LogBase {
  version: number;
  /** The hash chain there. */
  chain: Uint8Array;
  /** When it was committed, ms since 1970; null for version 0. */
  at: number | null;
}

const BEGINNING: LogBase = { version: 0, chain: GENESIS, at: null };

/**
 * The operations of a document, one row per commit, never changed. Each row carries the hash chain (I4): `chain(n) =
 * SHA-256(chain(n-1) ‖ row n)`.
 */
export class OpLog {
  readonly #sql: SqlStorage;
  #base: LogBase;
  #tail = new Tail();
  // Whether the tail reaches back as far as it may: a wake loads only what the checkpoint does not hold.
  #filled = false;
  // Characters of the kept log; null until first read.
  #length: number | null = null;
  #version: number;
  #chain: Uint8Array;

  constructor(sql: SqlStorage, base: LogBase = BEGINNING) {
    this.#sql = sql;
    this.#base = base;
    const [last] = sql
      .exec<{ last_version: number; chain: ArrayBuffer }>(
        'SELECT last_version, chain FROM frames ORDER BY first_version DESC LIMIT 1',
      )
      .toArray();
    this.#version = last?.last_version ?? base.version;
    this.#chain = last === undefined ? base.chain : new Uint8Array(last.chain);
  }

  /** The log holds the operations after this version. */
  get from(): number {
    return this.#base.version;
  }

  /** The hash chain at `version`. */
  get chain(): Uint8Array {
    return this.#chain;
  }

  /** The last stored version. */
  get version(): number {
    return this.#version;
  }

  /** The frames after `version`, which the checkpoint does not hold yet, each kept in memory as it is handed out. */
  *warm(version: number): Iterable<Frame> {
    for (const frame of this.#stored(version)) {
      this.remember(frame);
      yield frame;
    }
  }

  /** Stores the open frame as one row and returns its entries as stored. Throws when storage does. */
  append({ from, entries, authors }: OpenFrame): string {
    const first = from + 1;
    const last = from + entries.length;
    const at = Date.now();
    const json = JSON.stringify(entries);
    const names = JSON.stringify(
      authors.every((author) => author === authors[0]) ? authors.slice(0, 1) : authors,
    );
    const row = { first, last, at, authors: names, entries: json };
    const chain = link(this.#chain, row);
    storeRow(this.#sql, 'frames', row, chain);
    this.#chain = chain;
    this.#version = last;
    if (this.#length !== null) this.#length += json.length;
    return json;
  }

  /** Keeps a stored frame in memory. */
  remember(frame: Frame): void {
    this.#tail.push(frame);
  }

  /** Whether the log after `version` is in memory, or short enough to be loaded at once (LogReader). */
  atHand(version: number): boolean {
    if (version >= this.#version) return true;
    if (!this.#filled && (this.#tail.from ?? this.#version) > version) this.#fill();
    return (this.#tail.from ?? this.#version) <= version;
  }

  /** The frames that hold any version after `version`, oldest first. */
  framesAfter(version: number): Iterable<Frame> {
    if (version >= this.#version) return [];
    assert(version >= this.#base.version, `the log begins after version ${this.#base.version}`);
    const { from } = this.#tail;
    return from === null || from > version ? this.#stored(version) : this.#tail.after(version);
  }

  /** The last operation of a client as of the last checkpoint, however old it is. */
  lastOf(client: string): LastOperation | null {
    const [row] = this.#sql
      .exec<{ seq: number; version: number }>('SELECT seq, version FROM clients WHERE client = ?', client)
      .toArray();
    return row ?? null;
  }

  /** Stores the last operation of each client. */
  rememberClients(last: ReadonlyMap<string, LastOperation>): void {
    storeClients(this.#sql, 'clients', last);
  }

  /** Characters of the log after `version`; stops counting past `limit`. */
  lengthAfter(version: number, limit: number): number {
    const { from } = this.#tail;
    if (version >= this.#version) return 0;
    if (from !== null && from <= version) return this.#tail.lengthAfter(version);
    let length = 0;
    for (const row of this.#sql.exec<{ length: number }>(
      'SELECT octet_length(entries) AS length FROM frames WHERE first_version > ? ORDER BY first_version',
      version,
    )) {
      length += row.length;
      if (length > limit) break;
    }
    return length;
  }

  /** Characters of the whole kept log. */
  get length(): number {
    this.#length ??= this.#sql
      .exec<{ length: number | null }>('SELECT sum(octet_length(entries)) AS length FROM frames')
      .one().length;
    return this.#length ?? 0;
  }

  /** The earliest version with at most `limit` characters of the log after it. */
  versionBefore(limit: number): number {
    let length = 0;
    for (const row of this.#sql.exec<{ last: number; length: number }>(
      'SELECT last_version AS last, octet_length(entries) AS length FROM frames ORDER BY first_version DESC',
    )) {
      length += row.length;
      if (length > limit) return row.last;
    }
    return this.#base.version;
  }

  /** When `version` was committed, ms since 1970; null when the log does not reach it. */
  timeOf(version: number): number | null {
    const [row] = this.#sql
      .exec<{ at: number }>(
        'SELECT at FROM frames WHERE first_version <= ? ORDER BY first_version DESC LIMIT 1',
        version,
      )
      .toArray();
    if (row !== undefined) return row.at;
    return version === this.#base.version ? this.#base.at : null;
  }

  /**
   * Deletes the frames that end at or before `version`, in one statement. Returns where the log then begins; null when
   * there is nothing to delete. Call it inside a transaction, and `begin` after it to update memory.
   */
  prune(version: number): LogBase | null {
    const last = this.#sql
      .exec<{ last_version: number; chain: ArrayBuffer; at: number }>(
        'SELECT last_version, chain, at FROM frames WHERE first_version <= ? ORDER BY first_version DESC LIMIT 2',
        version,
      )
      .toArray()
      .find((row) => row.last_version <= version);
    if (last === undefined) return null;
    this.#sql.exec('DELETE FROM frames WHERE first_version <= ?', last.last_version);
    return { version: last.last_version, chain: new Uint8Array(last.chain), at: last.at };
  }

  /** The log now begins at `base`. */
  begin(base: LogBase): void {
    this.#base = base;
    this.#length = null;
    this.#tail.begin(base.version);
  }

  /** Up to `limit` operations after `from`, in order; fewer when they are long, but at least one if there is one. */
  list(from: number, limit: number): LogEntry[] {
    const entries: LogEntry[] = [];
    let length = 0;
    for (const row of this.#rows(from)) {
      if (length > LIST_LENGTH) break;
      length += row.entries.length;
      const at = new Date(row.at).toISOString();
      const authors = JSON.parse(row.authors) as string[];
      const members = JSON.parse(row.entries) as Entry[];
      for (const [i, { client, seq, delta }] of members.entries()) {
        const version = row.first_version + i;
        if (version <= from) continue;
        if (entries.length === limit) return entries;
        entries.push({ version, client, seq, userId: authors[i] ?? (authors[0] as string), at, delta });
      }
    }
    return entries;
  }

  /**
   * The rows after `from`, up to version `to`, as lines of JSON, each an ArchivedFrame: at least one row, and not much
   * more than `bytes` characters. Null when the row after `from` is not kept.
   */
  lines(from: number, to: number, bytes: number): { text: string; to: number } | null {
    let text = '';
    let at = from;
    for (const row of this.#rows(from)) {
      if (text === '' && row.first_version > from + 1) return null;
      const chain = toHex(new Uint8Array(row.chain));
      text += `{"first":${row.first_version},"last":${row.last_version},"at":${row.at},"authors":${row.authors},"chain":"${chain}","entries":${row.entries}}\n`;
      at = row.last_version;
      if (at >= to || text.length >= bytes) break;
    }
    return text === '' ? null : { text, to: at };
  }

  *#stored(version: number): Iterable<Frame> {
    for (const row of this.#rows(version)) {
      yield makeFrame(row.first_version - 1, JSON.parse(row.entries) as Entry[], row.entries.length);
    }
  }

  // Runs once: from then on the tail grows with each commit and is cut to its bounds.
  #fill(): void {
    this.#filled = true;
    let from = this.#version;
    let length = 0;
    for (const row of this.#sql.exec<{ first: number; length: number }>(
      'SELECT first_version AS first, octet_length(entries) AS length FROM frames ORDER BY first_version DESC',
    )) {
      length += row.length;
      if (!Tail.reaches(row.first - 1, this.#version, length)) break;
      from = row.first - 1;
    }
    const tail = new Tail();
    for (const frame of this.#stored(from)) tail.push(frame);
    this.#tail = tail;
  }

  // Begins with the row that contains `version + 1`: rows are found by their first version, the primary key.
  *#rows(version: number): Iterable<FrameRow> {
    const rows = this.#sql.exec<FrameRow>(
      `SELECT first_version, last_version, at, authors, entries, chain FROM frames
       WHERE first_version >= coalesce(
         (SELECT first_version FROM frames WHERE first_version <= ?1 + 1 ORDER BY first_version DESC LIMIT 1), 0)
       ORDER BY first_version`,
      version,
    );
    for (const row of rows) if (row.last_version > version) yield row;
  }
}
