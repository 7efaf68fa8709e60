/**
 * Short texts that a browser keeps of a user, by name, until the user signs out. A browser without storage keeps
 * nothing.
 */
export class OwnedTexts {
  private readonly prefix: string;
  private readonly storage: () => Storage;
  /** The users who signed out in this page: what is still under way in it keeps nothing more of theirs. */
  private readonly left = new Set<string>();

  /** `prefix` tells these from all others in the storage. */
  constructor(prefix: string, storage: () => Storage) {
    this.prefix = prefix;
    this.storage = storage;
  }

  get(userId: string, name: string): string | null {
    try {
      return this.storage().getItem(this.keyOf(userId, name));
    } catch {
      return null;
    }
  }

  /** Keeps a text; null removes it. */
  set(userId: string, name: string, text: string | null): void {
    try {
      if (text === null) this.storage().removeItem(this.keyOf(userId, name));
      else if (!this.left.has(userId)) this.storage().setItem(this.keyOf(userId, name), text);
    } catch {
      // What it stands for is still in the page.
    }
  }

  /** Removes all texts of a user, and keeps none until `welcome`. */
  drop(userId: string): void {
    this.left.add(userId);
    try {
      const storage = this.storage();
      for (const key of Object.keys(storage))
        if (key.startsWith(this.keyOf(userId, ''))) storage.removeItem(key);
    } catch {
      // Storage that refuses holds no texts either.
    }
  }

  /** The user is here again. */
  welcome(userId: string): void {
    this.left.delete(userId);
  }

  private keyOf(userId: string, name: string): string {
    return `${this.prefix} ${userId} ${name}`;
  }
}
