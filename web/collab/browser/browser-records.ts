import type { IDBPDatabase } from 'idb';
import type { BrowserDatabase } from './browser-database.ts';
import { ClientLocks } from './client-locks.ts';

const STORE = 'records';

/**
 * The records of one database: what each tab of a user has left unsent of a document. A tab is known by an id of its own,
 * which no other tab has while it lives.
 */
export class BrowserRecords<T extends { docId: string; userId: string }> {
  private readonly database: BrowserDatabase;
  private readonly locks: ClientLocks;

  /** `locks` begins the names of the Web Locks that the tabs hold. */
  constructor(database: BrowserDatabase, locks: string) {
    this.database = database;
    this.locks = new ClientLocks(locks);
  }

  /** Makes the store in a new database. `id`: the field with the id of the tab. */
  static create(database: IDBPDatabase, id: string): void {
    database.createObjectStore(STORE, { keyPath: ['docId', id] }).createIndex('owner', ['docId', 'userId']);
  }

  /** Stores a record in place of that of the same tab. */
  save(record: T): Promise<void> {
    return this.database.put(STORE, record);
  }

  /** Deletes the record of a tab. */
  async remove(docId: string, id: string): Promise<void> {
    await this.database.use((database) => database.delete(STORE, [docId, id]));
  }

  /** Marks a tab as alive until it dies, or `release`. Rejects when another one has the id. */
  async claim(docId: string, id: string): Promise<void> {
    if (!(await this.locks.take(docId, id))) throw new Error('Another tab holds this id.');
  }

  /** The opposite of `claim`. */
  async release(docId: string, id: string): Promise<void> {
    this.locks.free(docId, id);
  }

  /** A record of this user and document whose tab is dead, claimed for the caller; null for none. */
  async adopt(docId: string, userId: string): Promise<T | null> {
    const owned = await this.database.use((database) =>
      database.getAllKeysFromIndex(STORE, 'owner', [docId, userId]),
    );
    for (const key of owned as [string, string][]) {
      if (!(await this.locks.take(docId, key[1]))) continue;
      // Read only under the lock: its last holder may have written or removed it since the keys were listed.
      const record = (await this.database.use((database) => database.get(STORE, key))) as T | undefined;
      if (record) return record;
      this.locks.free(docId, key[1]);
    }
    return null;
  }

  /** All records of a user. */
  async of(userId: string): Promise<T[]> {
    const all = (await this.database.use((database) => database.getAll(STORE))) as T[];
    return all.filter((record) => record.userId === userId);
  }
}
