/**
 * Runs up to `count` jobs at a time, one for each key; the others wait in order of arrival. Jobs that `yield` to others
 * never hold more than half of the lanes, and run last.
 */
export class Lanes {
  readonly #count: number;
  // Whether the running job of each key yields.
  readonly #running = new Map<string, boolean>();
  readonly #waiting: { key: string; yields: boolean; go(): void }[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  /** Runs `work` when its turn has come, and returns its result. */
  async run<T>({ key, yields }: { key: string; yields: boolean }, work: () => Promise<T>): Promise<T> {
    if (this.#mayGo(key, yields)) this.#running.set(key, yields);
    else await new Promise<void>((go) => this.#waiting.push({ key, yields, go }));
    try {
      return await work();
    } finally {
      this.#running.delete(key);
      this.#next();
    }
  }

  #mayGo(key: string, yields: boolean): boolean {
    if (this.#running.size >= this.#count || this.#running.has(key)) return false;
    const yielding = [...this.#running.values()].filter(Boolean).length;
    return !yields || yielding < this.#count / 2;
  }

  // The lane is taken before the job resumes, so that no other job can take it in between.
  #next(): void {
    const ready = (yields: boolean) =>
      this.#waiting.findIndex((one) => one.yields === yields && this.#mayGo(one.key, yields));
    const first = ready(false);
    const index = first < 0 ? ready(true) : first;
    const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (next === undefined) return;
    this.#running.set(next.key, next.yields);
    next.go();
  }
}
