import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { KeptEdit, Outbox, OutboxRecord } from '../ports.ts';
import { ClientLocks } from './client-locks.ts';

interface Schema extends DBSchema {
  records: { key: [string, string]; value: OutboxRecord; indexes: { owner: [string, string] } };
  kept: { key: string; value: KeptEdit; indexes: { owner: [string, string] } };
}

const NAME = 'outbox';
// Fixed: an older app has to open it too, for instance after a rollback. New kinds of data go into a database of their
// own.
const VERSION = 1;

/** All unsent and refused edits that a user's tabs have left in this browser, of any document. */
export interface Owed {
  records: OutboxRecord[];
  kept: KeptEdit[];
}

/** The outbox of this browser, with the calls that concern a user instead of one document. */
export interface BrowserOutbox extends Outbox {
  owed(userId: string): Promise<Owed>;
  /** Deletes all of a user's edits, and ignores those that the user's tabs still write, until `welcome`. */
  drop(userId: string): Promise<void>;
  welcome(userId: string): void;
  /**
   * Gives what one user left unsent to another user, for review only: the server accepts an edit from its author alone.
   */
  inherit(fromId: string, userId: string): Promise<void>;
}

/** The outbox of this browser, one per page. When the browser refuses storage, each write fails. */
export function browserOutbox(): BrowserOutbox {
  shared ??= new IndexedDbOutbox();
  return shared;
}

let shared: IndexedDbOutbox | undefined;

/** A database that is open; `lost` rejects once the browser has closed it. */
interface OpenDatabase {
  database: IDBPDatabase<Schema>;
  lost: Promise<never>;
}

/**
 * IndexedDB for the edits that are owed. It is opened on first use, and again after each loss: closed by the browser,
 * deleted or upgraded by another page, or failed at a write.
 */
class IndexedDbOutbox implements BrowserOutbox {
  private opening: Promise<OpenDatabase> | null = null;
  private readonly locks = new ClientLocks();
  private readonly listeners = new Set<() => void>();
  private readonly dropped = new Set<string>();

  async save(record: OutboxRecord): Promise<void> {
    await this.put('records', record);
  }

  async remove(docId: string, client: string): Promise<void> {
    await this.use((database) => database.delete('records', [docId, client]));
  }

  async claim(docId: string, client: string): Promise<void> {
    if (!(await this.locks.take(docId, client))) throw new Error('Another tab holds this client id.');
  }

  async release(docId: string, client: string): Promise<void> {
    this.locks.free(docId, client);
  }

  async adopt(docId: string, userId: string): Promise<OutboxRecord | null> {
    const owned = await this.use((database) =>
      database.getAllKeysFromIndex('records', 'owner', [docId, userId]),
    );
    for (const key of owned) {
      if (!(await this.locks.take(docId, key[1]))) continue;
      // Read only under the lock: its last holder may have written or removed it since the keys were listed.
      const record = await this.use((database) => database.get('records', key));
      if (record) return record;
      this.locks.free(docId, key[1]);
    }
    return null;
  }

  async keep(edit: KeptEdit): Promise<void> {
    await this.put('kept', edit);
  }

  async kept(docId: string, userId: string): Promise<KeptEdit[]> {
    const edits = await this.use((database) => database.getAllFromIndex('kept', 'owner', [docId, userId]));
    return edits.sort((a, b) => a.at - b.at);
  }

  async forget(id: string): Promise<void> {
    await this.use((database) => database.delete('kept', id));
  }

  onLost(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  owed(userId: string): Promise<Owed> {
    return this.use(async (database) => {
      const [records, kept] = await Promise.all([database.getAll('records'), database.getAll('kept')]);
      const theirs = (value: { userId: string }): boolean => value.userId === userId;
      return { records: records.filter(theirs), kept: kept.filter(theirs) };
    });
  }

  async drop(userId: string): Promise<void> {
    this.dropped.add(userId);
    const { records, kept } = await this.owed(userId);
    await this.use((database) =>
      Promise.all([
        ...records.map(({ docId, client }) => database.delete('records', [docId, client])),
        ...kept.map(({ id }) => database.delete('kept', id)),
      ]),
    );
  }

  welcome(userId: string): void {
    this.dropped.delete(userId);
  }

  async inherit(fromId: string, userId: string): Promise<void> {
    const { records, kept } = await this.owed(fromId);
    this.dropped.add(fromId);
    for (const edit of kept) await this.put('kept', { ...edit, userId });
    for (const { docId, client, inflight, pending, savedAt } of records) {
      for (const [part, delta] of [
        ['sent', inflight?.delta],
        ['pending', pending],
      ] as const) {
        if (!delta) continue;
        // A fixed id, so that a page that is killed half-way leaves it only once.
        const id = `${client}-${part}`;
        await this.put('kept', { id, docId, userId, code: 'unsure', message: 'guest', delta, at: savedAt });
      }
      await this.remove(docId, client);
    }
  }

  private async put(store: 'records' | 'kept', value: OutboxRecord | KeptEdit): Promise<void> {
    if (this.dropped.has(value.userId)) return;
    await this.use(async (database) => {
      const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
      const put = transaction.store.put(value as never);
      // Committed explicitly, not when `put` has answered: a page that is being closed receives no answers.
      transaction.commit();
      await Promise.all([put, transaction.done]);
    });
  }

  // A connection that failed once is dropped: the next use opens another one.
  private async use<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    this.opening ??= this.open();
    const opening = this.opening;
    try {
      const { database, lost } = await opening;
      // When the browser throws the database away, a transaction under way may never settle: Chromium then tells the
      // connection alone. A save that waited for it would never be repeated, while its edits pass for kept.
      return await Promise.race([work(database), lost]);
    } catch (error) {
      if (this.opening === opening) this.opening = null;
      opening.then(
        ({ database }) => database.close(),
        () => undefined,
      );
      throw error;
    }
  }

  private async open(): Promise<OpenDatabase> {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    const lost = (): void => {
      this.opening = null;
      reject(new Error('The browser has closed the database.'));
      for (const listener of this.listeners) listener();
    };
    const callbacks = {
      upgrade(database: IDBPDatabase<Schema>) {
        const records = database.createObjectStore('records', { keyPath: ['docId', 'client'] });
        records.createIndex('owner', ['docId', 'userId']);
        database.createObjectStore('kept', { keyPath: 'id' }).createIndex('owner', ['docId', 'userId']);
      },
      // Another page upgrades or deletes it: this page closes it, and then checks what is left.
      blocking: (_current: number, _blocked: number | null, event: IDBVersionChangeEvent) => {
        (event.target as IDBDatabase).close();
        lost();
      },
      terminated: lost,
    };
    try {
      return { database: await openDB<Schema>(NAME, VERSION, callbacks), lost: promise };
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'VersionError') throw error;
      // A newer app gave it another version: opens that version as it is.
      return { database: await openDB<Schema>(NAME, undefined, callbacks), lost: promise };
    }
  }
}
