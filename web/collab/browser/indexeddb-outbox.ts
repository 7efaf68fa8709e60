import type { KeptEdit, Outbox, OutboxRecord } from '../ports.ts';
import { BrowserDatabase } from './browser-database.ts';
import { BrowserRecords } from './browser-records.ts';

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

/** IndexedDB for the edits that are owed. */
class IndexedDbOutbox implements BrowserOutbox {
  private readonly database = new BrowserDatabase(NAME, VERSION, (database) => {
    BrowserRecords.create(database, 'client');
    database.createObjectStore('kept', { keyPath: 'id' }).createIndex('owner', ['docId', 'userId']);
  });
  private readonly records = new BrowserRecords<OutboxRecord>(this.database, NAME);

  save(record: OutboxRecord): Promise<void> {
    return this.records.save(record);
  }

  remove(docId: string, client: string): Promise<void> {
    return this.records.remove(docId, client);
  }

  claim(docId: string, client: string): Promise<void> {
    return this.records.claim(docId, client);
  }

  release(docId: string, client: string): Promise<void> {
    return this.records.release(docId, client);
  }

  adopt(docId: string, userId: string): Promise<OutboxRecord | null> {
    return this.records.adopt(docId, userId);
  }

  keep(edit: KeptEdit): Promise<void> {
    return this.database.put('kept', edit);
  }

  async kept(docId: string, userId: string): Promise<KeptEdit[]> {
    const edits = await this.database.use((database) =>
      database.getAllFromIndex('kept', 'owner', [docId, userId]),
    );
    return edits.sort((a, b) => a.at - b.at);
  }

  async forget(id: string): Promise<void> {
    await this.database.use((database) => database.delete('kept', id));
  }

  onLost(listener: () => void): () => void {
    return this.database.onLost(listener);
  }

  async owed(userId: string): Promise<Owed> {
    const [records, kept] = await Promise.all([
      this.records.of(userId),
      this.database.use((database) => database.getAll('kept')) as Promise<KeptEdit[]>,
    ]);
    return { records, kept: kept.filter((edit) => edit.userId === userId) };
  }

  async drop(userId: string): Promise<void> {
    this.database.ignore(userId);
    const { records, kept } = await this.owed(userId);
    await Promise.all([
      ...records.map(({ docId, client }) => this.remove(docId, client)),
      ...kept.map(({ id }) => this.forget(id)),
    ]);
  }

  welcome(userId: string): void {
    this.database.welcome(userId);
  }

  async inherit(fromId: string, userId: string): Promise<void> {
    const { records, kept } = await this.owed(fromId);
    this.database.ignore(fromId);
    for (const edit of kept) await this.keep({ ...edit, userId });
    for (const { docId, client, inflight, pending, savedAt } of records) {
      for (const [part, delta] of [
        ['sent', inflight?.delta],
        ['pending', pending],
      ] as const) {
        if (!delta) continue;
        // A fixed id, so that a page that is killed half-way leaves it only once.
        const id = `${client}-${part}`;
        await this.keep({ id, docId, userId, code: 'unsure', message: 'guest', delta, at: savedAt });
      }
      await this.remove(docId, client);
    }
  }
}
