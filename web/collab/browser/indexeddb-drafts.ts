import type { KeptEdit } from '../ports.ts';
import type { DraftRecord, DraftStore } from '../suggestions/draft-ports.ts';
import { BrowserDatabase } from './browser-database.ts';
import { BrowserRecords } from './browser-records.ts';

const NAME = 'suggestions';
// Fixed, as that of the outbox: an older app has to open it too.
const VERSION = 1;

/** The drafts of this browser, with the calls that concern a user instead of one document. */
export interface BrowserDrafts extends DraftStore {
  /** All that a user's tabs have left, of any document. */
  owed(userId: string): Promise<DraftRecord[]>;
  /** Deletes all of a user's drafts, and ignores those that the user's tabs still write, until `welcome`. */
  drop(userId: string): Promise<void>;
  welcome(userId: string): void;
  /**
   * Gives what one user left to another one, for review only: the server accepts a suggestion from its author alone.
   * `keep` stores each of them.
   */
  inherit(fromId: string, userId: string, keep: (edit: KeptEdit) => Promise<void>): Promise<void>;
}

/** The suggestions that this browser keeps until the server has them. Each write fails where it refuses storage. */
export function browserDrafts(): BrowserDrafts {
  shared ??= new IndexedDbDrafts();
  return shared;
}

let shared: IndexedDbDrafts | undefined;

/** IndexedDB for suggestions that are owed: a database of its own, since that of the outbox never changes. */
class IndexedDbDrafts implements BrowserDrafts {
  private readonly database = new BrowserDatabase(NAME, VERSION, (database) =>
    BrowserRecords.create(database, 'tab'),
  );
  private readonly records = new BrowserRecords<DraftRecord>(this.database, NAME);

  save(record: DraftRecord): Promise<void> {
    return this.records.save(record);
  }

  remove(docId: string, tab: string): Promise<void> {
    return this.records.remove(docId, tab);
  }

  claim(docId: string, tab: string): Promise<void> {
    return this.records.claim(docId, tab);
  }

  release(docId: string, tab: string): Promise<void> {
    return this.records.release(docId, tab);
  }

  adopt(docId: string, userId: string): Promise<DraftRecord | null> {
    return this.records.adopt(docId, userId);
  }

  onLost(listener: () => void): () => void {
    return this.database.onLost(listener);
  }

  owed(userId: string): Promise<DraftRecord[]> {
    return this.records.of(userId);
  }

  async drop(userId: string): Promise<void> {
    this.database.ignore(userId);
    for (const { docId, tab } of await this.owed(userId)) await this.remove(docId, tab);
  }

  welcome(userId: string): void {
    this.database.welcome(userId);
  }

  async inherit(fromId: string, userId: string, keep: (edit: KeptEdit) => Promise<void>): Promise<void> {
    const records = await this.owed(fromId);
    this.database.ignore(fromId);
    for (const { docId, tab, drafts, savedAt: at } of records) {
      for (const { id: name, delta } of drafts) {
        // A fixed id, so that a page that is killed half-way leaves it only once.
        const id = `${tab}-${name}`;
        await keep({ id, docId, userId, code: 'unsure', message: 'guest', delta, at });
      }
      await this.remove(docId, tab);
    }
  }
}
