import { type IDBPDatabase, openDB } from 'idb';

/** A database that is open; `lost` rejects once the browser has closed it. */
interface OpenDatabase {
  database: IDBPDatabase;
  lost: Promise<never>;
}

/**
 * An IndexedDB database for what users leave unsent. It is opened on first use, and again after each loss: closed by the
 * browser, deleted or upgraded by another page, or failed at a write.
 */
export class BrowserDatabase {
  private readonly name: string;
  private readonly version: number;
  private readonly create: (database: IDBPDatabase) => void;
  private readonly listeners = new Set<() => void>();
  private readonly dropped = new Set<string>();
  private opening: Promise<OpenDatabase> | null = null;

  /** `create` makes the stores of a database that does not exist yet. */
  constructor(name: string, version: number, create: (database: IDBPDatabase) => void) {
    this.name = name;
    this.version = version;
    this.create = create;
  }

  /** Calls `listener` when the browser has closed it, and what it held may be gone; returns how to unsubscribe. */
  onLost(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** From now on ignores what is written for a user, until `welcome`. */
  ignore(userId: string): void {
    this.dropped.add(userId);
  }

  /** The user is here again. */
  welcome(userId: string): void {
    this.dropped.delete(userId);
  }

  /** Stores a value of a user; it is durable when this resolves. */
  async put(store: string, value: { userId: string }): Promise<void> {
    if (this.dropped.has(value.userId)) return;
    await this.use(async (database) => {
      const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
      const put = transaction.store.put(value);
      // Committed explicitly, not when `put` has answered: a page that is being closed receives no answers.
      transaction.commit();
      await Promise.all([put, transaction.done]);
    });
  }

  /** Does `work`. A connection that failed once is dropped: the next use opens another one. */
  async use<T>(work: (database: IDBPDatabase) => Promise<T>): Promise<T> {
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
      upgrade: (database: IDBPDatabase) => this.create(database),
      // Another page upgrades or deletes it: this page closes it, and then checks what is left.
      blocking: (_current: number, _blocked: number | null, event: IDBVersionChangeEvent) => {
        (event.target as IDBDatabase).close();
        lost();
      },
      terminated: lost,
    };
    try {
      return { database: await openDB(this.name, this.version, callbacks), lost: promise };
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'VersionError') throw error;
      // A newer app gave it another version: opens that version as it is.
      return { database: await openDB(this.name, undefined, callbacks), lost: promise };
    }
  }
}
