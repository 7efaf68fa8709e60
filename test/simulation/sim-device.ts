/** Durable storage of one device. A write is durable only once the simulation decides so; a crash loses the others. */
export class SimDevice {
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

  /** A tab is killed: what it has not stored is gone. */
  protected forget(tab: object): void {
    this.#killed.add(tab);
    this.#writes = this.#writes.filter((write) => write.tab !== tab);
  }

  /** A tab writes. */
  protected write(tab: object, apply: () => unknown): Promise<void> {
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
