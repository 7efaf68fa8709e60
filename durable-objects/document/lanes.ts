/** Lets a few of many go on at a time, one of each key; the others wait, those that came first before those that came later. */
export class Lanes {
  readonly #count: number;
  readonly #running = new Set<string>();
  readonly #waiting: { key: string; go(): void }[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  /** Does `work` when its turn has come; what it returns. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (this.#mayGo(key)) this.#running.add(key);
    else await new Promise<void>((go) => this.#waiting.push({ key, go }));
    try {
      return await work();
    } finally {
      this.#running.delete(key);
      this.#next();
    }
  }

  #mayGo(key: string): boolean {
    return this.#running.size < this.#count && !this.#running.has(key);
  }

  // Its place is taken before it goes on: nothing else may come between.
  #next(): void {
    const index = this.#waiting.findIndex(({ key }) => this.#mayGo(key));
    const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (next === undefined) return;
    this.#running.add(next.key);
    next.go();
  }
}
