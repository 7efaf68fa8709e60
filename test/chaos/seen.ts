/** Every operation that a client was told is committed: from then on it must never be lost (I3). */
export class Seen {
  /** `client seq` to version, by document. */
  readonly #operations = new Map<string, Map<string, number>>();
  /** Version to client, by document. */
  readonly #authors = new Map<string, Map<number, string>>();
  readonly contradictions: string[] = [];

  /** How many versions were seen. */
  get count(): number {
    return [...this.#authors.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** A client was told that this operation is committed, at this version. */
  operation(docId: string, client: string, seq: number, version: number): void {
    this.author(docId, client, version);
    const known = of(this.#operations, docId);
    const key = `${client} ${seq}`;
    const before = known.get(key);
    if (before !== undefined && before !== version)
      this.contradictions.push(`${docId}: ${key} was seen at version ${before} and at ${version}`);
    known.set(key, version);
  }

  /** A client was told that an operation of this client is committed, at this version; a short frame says no more. */
  author(docId: string, client: string, version: number): void {
    const known = of(this.#authors, docId);
    const before = known.get(version);
    if (before !== undefined && before !== client)
      this.contradictions.push(`${docId}: version ${version} was seen by ${before} and by ${client}`);
    known.set(version, client);
  }

  /** The operations of a document that were seen. */
  operations(docId: string): ReadonlyMap<string, number> {
    return of(this.#operations, docId);
  }

  /** The authors of the versions of a document that were seen. */
  authors(docId: string): ReadonlyMap<number, string> {
    return of(this.#authors, docId);
  }
}

function of<K, V>(all: Map<string, Map<K, V>>, docId: string): Map<K, V> {
  const known = all.get(docId) ?? new Map<K, V>();
  all.set(docId, known);
  return known;
}
