import type { Load, LoggedOp } from './log-window.ts';

const AT_ONCE = 3;

/** What LogPages works with. */
export interface LogPagesOptions {
  /** Operations per request. */
  pageSize: number;
  load(from: number, limit: number): Load<LoggedOp[]>;
  /** Pages have arrived; `take` returns them. */
  came(): void;
  failed(error: unknown): void;
}

interface Page {
  load: Load<LoggedOp[]>;
  ops: LoggedOp[] | null;
}

/** The pages of the log that are being loaded: a few at a time. They may arrive in any order, and be short. */
export class LogPages {
  readonly #options: LogPagesOptions;
  readonly #pages = new Map<number, Page>();

  constructor(options: LogPagesOptions) {
    this.#options = options;
  }

  /** How many pages are being loaded, or wait for an earlier one. */
  get size(): number {
    return this.#pages.size;
  }

  /** Fetches what is missing after version `from`, up to `to`. */
  fetch(from: number, to: number): void {
    const { pageSize } = this.#options;
    let covered = from;
    for (const [start, { ops }] of this.#inOrder()) {
      if (start <= covered) covered = Math.max(covered, start + (ops?.length ?? pageSize));
    }
    for (; covered < to && this.#pages.size < AT_ONCE; covered += pageSize) this.#fetchPage(covered);
  }

  /** Removes and returns the operations that continue version `to`; null when that page is not here yet. */
  take(to: number): LoggedOp[] | null {
    for (const [from, { ops }] of this.#inOrder()) {
      if (ops === null || from > to) continue;
      this.#pages.delete(from);
      return ops;
    }
    return null;
  }

  /** Cancels all of them. */
  drop(): void {
    for (const { load } of this.#pages.values()) load.cancel();
    this.#pages.clear();
  }

  #inOrder(): [number, Page][] {
    return [...this.#pages].sort(([a], [b]) => a - b);
  }

  #fetchPage(from: number): void {
    const { pageSize, load, came, failed } = this.#options;
    const page: Page = { load: load(from, pageSize), ops: null };
    this.#pages.set(from, page);
    const here = (): boolean => this.#pages.get(from) === page;
    page.load.done.then(
      (ops) => {
        if (!here()) return;
        page.ops = ops;
        came();
      },
      (error) => {
        if (!here()) return;
        this.#pages.delete(from);
        failed(error);
      },
    );
  }
}
