import type { KeptEdit, Outbox, OutboxRecord } from '../../web/collab/ports.ts';
import { SimDevice } from './sim-device.ts';

/** The outbox of one device. */
export class SimOutbox extends SimDevice {
  readonly records = new Map<string, OutboxRecord>();
  readonly keptEdits: KeptEdit[] = [];
  readonly #alive = new Set<string>();

  /** A tab is killed: its unstored edits are gone. */
  kill(tab: object, client: string): void {
    this.forget(tab);
    this.#alive.delete(client);
  }

  /** The outbox as one tab sees it. */
  for(tab: object): Outbox {
    const none = (): Promise<void> => Promise.resolve();
    return {
      save: (record) => {
        const copy = structuredClone(record);
        return this.write(tab, () => this.records.set(copy.client, copy));
      },
      remove: (_docId, client) => this.write(tab, () => this.records.delete(client)),
      keep: (edit) => this.write(tab, () => this.keptEdits.push(structuredClone(edit))),
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
}
