import { BrowserDatabase } from './browser-database.ts';

const NAME = 'uploads';
const STORE = 'files';
// Fixed, as that of the outbox: an older app has to open it too.
const VERSION = 1;

/** A file that a user has put into a document, and the server does not have yet. */
export interface UploadRecord {
  docId: string;
  userId: string;
  /** The SHA-256 of the bytes, in hex. */
  hash: string;
  type: string;
  bytes: ArrayBuffer;
  savedAt: number;
}

/** The files that this browser keeps until the server has them. Each write fails where it refuses storage. */
export interface BrowserUploads {
  /** Stores a file; one with this hash stays as it is. */
  save(record: UploadRecord): Promise<void>;
  remove(upload: Pick<UploadRecord, 'docId' | 'userId' | 'hash'>): Promise<void>;
  /** All that a user has left, of any document. */
  owed(userId: string): Promise<UploadRecord[]>;
  /** What a user has left of a document. */
  of(docId: string, userId: string): Promise<UploadRecord[]>;
  /** Deletes all of a user's files, and ignores those that the user's tabs still write, until `welcome`. */
  drop(userId: string): Promise<void>;
  welcome(userId: string): void;
  /** Gives what one user left to another one. */
  inherit(fromId: string, userId: string): Promise<void>;
}

/** The files of this browser, one store per page. */
export function browserUploads(): BrowserUploads {
  shared ??= new IndexedDbUploads();
  return shared;
}

let shared: IndexedDbUploads | undefined;

class IndexedDbUploads implements BrowserUploads {
  private readonly database = new BrowserDatabase(NAME, VERSION, (database) =>
    database
      .createObjectStore(STORE, { keyPath: ['docId', 'userId', 'hash'] })
      .createIndex('owner', ['docId', 'userId']),
  );

  save(record: UploadRecord): Promise<void> {
    return this.database.put(STORE, record);
  }

  async remove({ docId, userId, hash }: Pick<UploadRecord, 'docId' | 'userId' | 'hash'>): Promise<void> {
    await this.database.use((database) => database.delete(STORE, [docId, userId, hash]));
  }

  async owed(userId: string): Promise<UploadRecord[]> {
    const all = (await this.database.use((database) => database.getAll(STORE))) as UploadRecord[];
    return all.filter((record) => record.userId === userId);
  }

  async of(docId: string, userId: string): Promise<UploadRecord[]> {
    return this.database.use((database) => database.getAllFromIndex(STORE, 'owner', [docId, userId]));
  }

  async drop(userId: string): Promise<void> {
    this.database.ignore(userId);
    for (const record of await this.owed(userId)) await this.remove(record);
  }

  welcome(userId: string): void {
    this.database.welcome(userId);
  }

  async inherit(fromId: string, userId: string): Promise<void> {
    const records = await this.owed(fromId);
    this.database.ignore(fromId);
    for (const record of records) {
      await this.save({ ...record, userId });
      await this.remove(record);
    }
  }
}
