/**
 * A Web Lock for each client id that a tab holds. The browser frees a lock when its tab dies, however it dies, so edits
 * under an id whose lock is free belong to no tab and may be adopted.
 */
export class ClientLocks {
  private readonly prefix: string;
  /** How to free each lock that this tab holds. */
  private readonly held = new Map<string, () => void>();

  /** `prefix` begins the names of the locks. */
  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Takes the lock of a client id unless a tab has it, this one included; holds it until `free`. */
  take(docId: string, client: string): Promise<boolean> {
    const name = this.nameOf(docId, client);
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

  /** Frees the lock of a client id, if this tab holds it. */
  free(docId: string, client: string): void {
    const name = this.nameOf(docId, client);
    this.held.get(name)?.();
    this.held.delete(name);
  }

  private nameOf(docId: string, client: string): string {
    return `${this.prefix}:${docId}:${client}`;
  }
}
