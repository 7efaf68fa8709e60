import type { Delta } from '../../../src/ot/op.ts';
import { parseReviewPage, type ReviewPage } from '../../../src/protocol/review-page.ts';

/** How many threads and suggestions an answer holds. */
export const PAGE = 100;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** What a ReviewReader works with. */
export interface ReviewReaderOptions {
  /** Reads what changed in the review after number `since`, as `GET /v1/docs/:id/review` answers it. */
  read(since: number, limit: number): Promise<unknown>;
  clock: { after(ms: number, action: () => void): () => void; random(): number };
  /** Runs what an answer leads to; nothing once the client has ended. */
  run(action: () => void): void;
  answered(page: ReviewPage): void;
  /** It is time to read again. */
  failed(): void;
}

/** How long to wait after the failure that follows `failures` others, in ms; `random` is from 0 to 1. */
export function retryWait(failures: number, random: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return wait * (0.5 + random / 2);
}

/**
 * Reads pages of the review log, one at a time, and remembers the operations since each was asked for: the answer may
 * be older than the text by the time it arrives. After a failure it waits, longer each time.
 */
export class ReviewReader {
  readonly #options: ReviewReaderOptions;
  /** The operations since the read began, each with the version that it is on; null while none is awaited. */
  #steps: { from: number; delta: Delta }[] | null = null;
  #request = 0;
  #failures = 0;
  #cancelWait: (() => void) | null = null;

  constructor(options: ReviewReaderOptions) {
    this.#options = options;
  }

  /** Whether an answer is awaited, or used. */
  get isReading(): boolean {
    return this.#steps !== null;
  }

  /** Asks for what is after `since`, unless an answer is awaited or a failure was a moment ago. */
  read(since: number): void {
    if (this.#steps !== null || this.#cancelWait !== null) return;
    this.#steps = [];
    const request = ++this.#request;
    const { run, answered } = this.#options;
    const isAwaited = (): boolean => this.#steps !== null && this.#request === request;
    void this.#load(since).then(
      (page) => run(() => isAwaited() && answered(page)),
      () => run(() => isAwaited() && this.retryLater()),
    );
  }

  /** The text goes on from version `from`. */
  passed(from: number, delta: Delta): void {
    this.#steps?.push({ from, delta });
  }

  /** The operations from `version` up to `head`; null when they are not known. */
  since(version: number, head: number): Delta[] | null {
    if (version === head) return [];
    const steps = this.#steps?.filter(({ from }) => from >= version) ?? [];
    return steps[0]?.from === version ? steps.map(({ delta }) => delta) : null;
  }

  /** The answer was used. */
  used(): void {
    this.#steps = null;
    this.#failures = 0;
  }

  /** Nothing is awaited any more. */
  stop(): void {
    this.#steps = null;
    this.#cancelWait?.();
    this.#cancelWait = null;
  }

  /** The answer could not be had, or not be used. */
  retryLater(): void {
    const { clock, failed } = this.#options;
    this.stop();
    this.#cancelWait = clock.after(retryWait(this.#failures++, clock.random()), () => {
      this.#cancelWait = null;
      failed();
    });
  }

  async #load(since: number): Promise<ReviewPage> {
    return parseReviewPage(await this.#options.read(since, PAGE));
  }
}
