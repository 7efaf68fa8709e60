import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { KeptEdit, Outbox, OutboxRecord } from '../ports.ts';

interface Schema extends DBSchema {
  records: { key: [string, string]; value: OutboxRecord; indexes: { owner: [string, string] } };
  kept: { key: string; value: KeptEdit; indexes: { owner: [string, string] } };
}

const NAME = 'outbox';
const VERSION = 1;

/**
 * The outbox of a browser: IndexedDB for what is owed, and a Web Lock for each client id that a tab holds. The browser
 * frees a lock when its tab dies, however it dies, so a record whose lock is free belongs to nobody and may be adopted.
 */
export async function openOutbox(): Promise<Outbox> {
  const database = await openDB<Schema>(NAME, VERSION, {
    upgrade(db) {
      db.createObjectStore('records', { keyPath: ['docId', 'client'] }).createIndex('owner', [
        'docId',
        'userId',
      ]);
      db.createObjectStore('kept', { keyPath: 'id' }).createIndex('owner', ['docId', 'userId']);
    },
    // A newer page waits to upgrade: this one lets go, and its next write fails loudly instead of blocking the other.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  // Without this the browser may clear unsent edits when the disk runs low; a refusal changes nothing else.
  navigator.storage?.persist?.().catch(() => undefined);
  return new IndexedDbOutbox(database);
}

class IndexedDbOutbox implements Outbox {
  private readonly database: IDBPDatabase<Schema>;
  /** How to free each lock that this tab holds. */
  private readonly held = new Map<string, () => void>();

  constructor(database: IDBPDatabase<Schema>) {
    this.database = database;
  }

  async save(record: OutboxRecord): Promise<void> {
    const transaction = this.database.transaction('records', 'readwrite', { durability: 'strict' });
    const put = transaction.store.put(record);
    // Committed by name, not when the answer to `put` has come back: a page on its way out gets no answers any more.
    transaction.commit();
    await Promise.all([put, transaction.done]);
  }

  async remove(docId: string, client: string): Promise<void> {
    await this.database.delete('records', [docId, client]);
  }

  async claim(docId: string, client: string): Promise<void> {
    if (!(await this.tryClaim(docId, client))) throw new Error('Another tab holds this client id.');
  }

  async release(docId: string, client: string): Promise<void> {
    const name = lockName(docId, client);
    this.held.get(name)?.();
    this.held.delete(name);
  }

  async adopt(docId: string, userId: string): Promise<OutboxRecord | null> {
    const keys = await this.database.getAllKeysFromIndex('records', 'owner', [docId, userId]);
    for (const key of keys) {
      if (!(await this.tryClaim(docId, key[1]))) continue;
      // Read only under the lock: its last holder may have written or removed it since.
      const record = await this.database.get('records', key);
      if (record) return record;
      await this.release(docId, key[1]);
    }
    return null;
  }

  async keep(edit: KeptEdit): Promise<void> {
    const transaction = this.database.transaction('kept', 'readwrite', { durability: 'strict' });
    const put = transaction.store.put(edit);
    transaction.commit();
    await Promise.all([put, transaction.done]);
  }

  async kept(docId: string, userId: string): Promise<KeptEdit[]> {
    const edits = await this.database.getAllFromIndex('kept', 'owner', [docId, userId]);
    return edits.sort((a, b) => a.at - b.at);
  }

  async forget(id: string): Promise<void> {
    await this.database.delete('kept', id);
  }

  /** Takes the lock of a client id unless somebody has it, this tab included; holds it until `release`. */
  private tryClaim(docId: string, client: string): Promise<boolean> {
    const name = lockName(docId, client);
    return new Promise<boolean>((resolve, reject) => {
      navigator.locks
        .request(name, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          if (lock === null) return undefined;
          return new Promise<void>((free) => this.held.set(name, free));
        })
        .catch(reject);
    });
  }
}

function lockName(docId: string, client: string): string {
  return `outbox:${docId}:${client}`;
}
