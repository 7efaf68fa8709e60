import type { KeptEdit, Outbox, OutboxRecord } from '../../web/collab/ports.ts';

/**
 * Durable storage of one device. A write is durable only once the simulation decides so; a crash loses the others, and
 * now and then the device refuses them.
 */
export class SimOutbox {
  readonly records = new Map<string, OutboxRecord>();
  readonly keptEdits: KeptEdit[] = [];
  readonly #alive = new Set<string>();
  readonly #killed = new Set<object>();
  #writes: { tab: object; apply: () => void; refuse: () => void }[] = [];
  /** The number of refused writes. */
  refused = 0;
  /** What the device does with a write: takes it, refuses it, takes it and reports a failure, or never answers. */
  mood: 'takes' | 'refuses' | 'lies' | 'hangs' = 'takes';
  get waiting(): number {
    return this.#writes.length;
  }

  /** Makes the oldest write durable, or refuses it. */
  settle(): void {
    const write = this.#writes.shift();
    if (write === undefined || this.mood === 'hangs') return;
    if (this.mood !== 'refuses') write.apply();
    if (this.mood === 'takes') return;
    this.refused++;
    write.refuse();
  }

  /** A tab is killed: its unstored edits are gone. */
  kill(tab: object, client: string): void {
    this.#killed.add(tab);
    this.#writes = this.#writes.filter((write) => write.tab !== tab);
    this.#alive.delete(client);
  }

  /** The outbox as one tab sees it. */
  for(tab: object): Outbox {
    const none = (): Promise<void> => Promise.resolve();
    return {
      save: (record) => {
        const copy = structuredClone(record);
        return this.#write(tab, () => this.records.set(copy.client, copy));
      },
      remove: (_docId, client) => this.#write(tab, () => this.records.delete(client)),
      keep: (edit) => this.#write(tab, () => this.keptEdits.push(structuredClone(edit))),
      claim: (_docId, client) => {
        this.#alive.add(client);
        return none();
      },
      release: (_docId, client) => {
        this.#alive.delete(client);
        return none();
      },
      adopt: () => Promise.resolve(this.dead()),
      kept: () => Promise.resolve(this.keptEdits),
      forget: none,
    };
  }

  /** A record whose tab is dead, claimed at once. */
  dead(): OutboxRecord | null {
    for (const record of this.records.values()) {
      if (this.#alive.has(record.client)) continue;
      this.#alive.add(record.client);
      return structuredClone(record);
    }
    return null;
  }

  #write(tab: object, apply: () => unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      // A dead page does not complete its pending actions.
      if (this.#killed.has(tab)) return;
      this.#writes.push({
        tab,
        apply: () => {
          apply();
          if (this.mood === 'takes') resolve();
        },
        refuse: () => reject(new Error('the device refuses')),
      });
    });
  }
}
