import type { DraftRecord, DraftStore } from '../../../web/collab/suggestions/draft-ports.ts';
import { SimDevice } from '../sim-device.ts';

/** The suggestions that one device keeps for a user until the server has them. */
export class SimDrafts extends SimDevice {
  readonly records = new Map<string, DraftRecord>();
  // By the ids that are alive, the tabs that hold them.
  readonly #alive = new Map<string, object>();

  /** How many ids are held by tabs. */
  get held(): number {
    return this.#alive.size;
  }

  /** A tab is killed: what it has not stored is gone, and what it has stored belongs to none. */
  kill(tab: object): void {
    this.forget(tab);
    for (const [id, holder] of this.#alive) if (holder === tab) this.#alive.delete(id);
  }

  /** The device as one tab sees it. */
  for(tab: object): DraftStore {
    return {
      save: (record) => {
        const copy = structuredClone(record);
        return this.write(tab, () => this.records.set(copy.tab, copy));
      },
      remove: (_docId, id) => this.write(tab, () => this.records.delete(id)),
      claim: async (_docId, id) => {
        this.#alive.set(id, tab);
      },
      release: async (_docId, id) => {
        this.#alive.delete(id);
      },
      adopt: async () => {
        for (const record of this.records.values()) {
          if (this.#alive.has(record.tab)) continue;
          this.#alive.set(record.tab, tab);
          return structuredClone(record);
        }
        return null;
      },
    };
  }
}
