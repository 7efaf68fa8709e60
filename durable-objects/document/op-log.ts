import { GENESIS, link } from '../../src/archive/chain.ts';
import { toHex } from '../../src/archive/segment.ts';
import { assert } from '../../src/base/assert.ts';
import type { Entry } from '../../src/protocol/messages.ts';
import { type Frame, type LastOperation, makeFrame } from './frame.ts';
import { noteClients, storeClients, storeRow } from './log-rows.ts';
import type { LogEntry } from './rpc.ts';
import type { OpenFrame } from './sequencer.ts';

interface FrameRow extends Record<string, SqlStorageValue> {
  first_version: number;
  last_version: number;
  at: number;
  authors: string;
  entries: string;
  chain: ArrayBuffer;
}

// What a rebase or a short catch-up may want without asking storage.
const TAIL_VERSIONS = 2_000;
const TAIL_MEMBERS = 20_000;
// Characters of a list of operations, far below what one answer by RPC may hold.
const LIST_LENGTH = 4 * 1024 * 1024;

/** Where the kept log begins: everything up to here lies in the archive alone. */
export interface LogBase {
  version: number;
  /** The hash chain there. */
  chain: Uint8Array;
  /** When it was committed, ms since 1970; null for version 0. */
  at: number | null;
}

const BEGINNING: LogBase = { version: 0, chain: GENESIS, at: null };

/**
 * The operations of a document, one row a commit, never changed. Each row carries the hash chain (I4):
 * `chain(n) = SHA-256(chain(n-1) ‖ row n)`.
 */
export class OpLog {
  readonly #sql: SqlStorage;
  #base: LogBase;
  #tail: Frame[] = [];
  #tailMembers = 0;
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

  /** The log holds what came after this version. */
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

  /** Loads the frames after `version` into memory: what a checkpoint does not hold yet. */
  warm(version: number): void {
    for (const frame of this.#stored(version)) this.remember(frame);
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
    return json;
  }

  /** Keeps a stored frame at hand. */
  remember(frame: Frame): void {
    const tail = this.#tail;
    tail.push(frame);
    this.#tailMembers += frame.composed.length;
    const versions = (): number => frame.to - (tail[0] as Frame).from;
    // Down to the bounds in bulk: dropping one a commit would move the whole array each time.
    if (this.#tailMembers <= 2 * TAIL_MEMBERS && versions() <= 2 * TAIL_VERSIONS) return;
    let drop = 0;
    while (drop < tail.length - 1) {
      const oldest = tail[drop] as Frame;
      if (this.#tailMembers <= TAIL_MEMBERS && frame.to - oldest.from <= TAIL_VERSIONS) break;
      this.#tailMembers -= oldest.composed.length;
      drop++;
    }
    tail.splice(0, drop);
  }

  /** The frames that hold any version after `version`, oldest first. */
  framesAfter(version: number): Iterable<Frame> {
    if (version >= this.#version) return [];
    assert(version >= this.#base.version, `the log begins after version ${this.#base.version}`);
    const tail = this.#tail;
    const first = tail[0];
    if (first === undefined || first.from > version) return this.#stored(version);
    let low = 0;
    let high = tail.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tail[middle] as Frame).to > version) high = middle;
      else low = middle + 1;
    }
    return low === 0 ? tail : tail.slice(low);
  }

  /** The last operation of a client as of the last checkpoint, however long ago. */
  lastOf(client: string): LastOperation | null {
    const [row] = this.#sql
      .exec<{ seq: number; version: number }>('SELECT seq, version FROM clients WHERE client = ?', client)
      .toArray();
    return row ?? null;
  }

  /** Stores what each of these clients sent last. */
  rememberClients(frames: Iterable<Frame>): void {
    const last = new Map<string, LastOperation>();
    for (const frame of frames) noteClients(last, frame.from, frame.entries);
    storeClients(this.#sql, 'clients', last);
  }

  /** Bytes of the log after `version`; stops counting past `limit`. */
  bytesAfter(version: number, limit: number): number {
    let bytes = 0;
    for (const row of this.#sql.exec<{ bytes: number }>(
      'SELECT octet_length(entries) AS bytes FROM frames WHERE first_version > ? ORDER BY first_version',
      version,
    )) {
      bytes += row.bytes;
      if (bytes > limit) break;
    }
    return bytes;
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
   * Lets go of the frames that end at or before `version`, in one statement; where the log then begins, null when there
   * is nothing to let go. Inside a transaction; `begin` makes it so in memory.
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
    const kept = this.#tail.findIndex((frame) => frame.to > base.version);
    const dropped = this.#tail.splice(0, kept < 0 ? this.#tail.length : kept);
    for (const frame of dropped) this.#tailMembers -= frame.composed.length;
  }

  /** At most `limit` operations after `from`, in order: fewer where they are long, but at least one if there is one. */
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
   * The rows after `from`, up to version `to`, as lines of JSON, each an ArchivedFrame: at least one, and not many more
   * than `bytes` of them. Null when the row after `from` is not there.
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
      yield makeFrame(row.first_version - 1, JSON.parse(row.entries) as Entry[]);
    }
  }

  // Begins with the row that `version + 1` lies in: rows are found by their first version, the primary key.
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
