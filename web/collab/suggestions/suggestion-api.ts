import { sameDelta } from '../../../src/ot/canonical.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { SuggestionStatus } from '../../../src/protocol/review.ts';
import type { Clock } from '../clock.ts';
import { ShutOut, SignedOut, type Tokens } from '../connection.ts';
import { type SuggestionAnswer, type SuggestionRequest, whyRefused } from './suggestion-request.ts';
import { backoff, Waits } from './waits.ts';

/** The part of an HTTP response that is used. */
export interface ApiResponse {
  ok: boolean;
  status: number;
  headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}

/** Sends an HTTP request; the platform's `fetch`. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<ApiResponse>;

declare function fetch(url: string, init: Parameters<Fetch>[1]): Promise<ApiResponse>;

/** Where the API is, and who asks. */
export interface SuggestionApiOptions {
  docId: string;
  userId: string;
  /** Such as `https://docs.example.com`. */
  origin: string;
  tokens: Tokens;
  clock: Clock;
  /** The platform's `fetch` unless given. */
  fetch?: Fetch;
}

const ANSWER_WITHIN_MS = 30_000;
const PAGE = 100;

// What is proposed, or is text by now.
const STANDING: ReadonlySet<SuggestionStatus> = new Set(['open', 'accepted']);

/** There is no answer: it may have been done, or not. */
interface Unanswered {
  kind: 'unanswered';
  waitMs: number | null;
}

/**
 * Asks the server to make, replace and withdraw suggestions. Each request is repeated until there is an answer: with
 * the same key, with growing waits, and while the network is known to be gone not before `wake`.
 */
export class SuggestionApi {
  readonly #options: SuggestionApiOptions;
  readonly #waits: Waits;
  #isOffline = false;

  constructor(options: SuggestionApiOptions) {
    this.#options = options;
    this.#waits = new Waits(options.clock);
  }

  /** The network is back, or the user: what waits is asked now. */
  wake(): void {
    this.#isOffline = false;
    this.#waits.wake();
  }

  /** The network is gone. */
  offline(): void {
    this.#isOffline = true;
  }

  /** Resolves with the answer; null once `isOver`. */
  async ask(request: SuggestionRequest, isOver: () => boolean): Promise<SuggestionAnswer | null> {
    const answer = await this.#repeat(() => this.#once(request, isOver), isOver);
    if (answer?.kind !== 'done' || request.kind !== 'make') return answer;
    const found = await this.#repeat(() => this.#find(request), isOver);
    return found ?? null;
  }

  async #repeat(
    attempt: () => Promise<SuggestionAnswer | Unanswered>,
    isOver: () => boolean,
  ): Promise<SuggestionAnswer | null> {
    for (let failures = 0; !isOver(); ) {
      if (this.#isOffline) {
        await this.#waits.wait(null);
        continue;
      }
      try {
        const answer = await attempt();
        if (isOver()) break;
        if (answer.kind !== 'unanswered') return answer;
        await this.#waits.wait(answer.waitMs ?? backoff(failures++, this.#options.clock));
      } catch (error) {
        const isOut = error instanceof SignedOut || error instanceof ShutOut;
        await this.#waits.wait(isOut ? null : backoff(failures++, this.#options.clock));
      }
    }
    return null;
  }

  async #once(request: SuggestionRequest, isOver: () => boolean): Promise<SuggestionAnswer | Unanswered> {
    const { key } = request;
    if (request.kind === 'make') {
      const { version, delta } = request;
      return answerOf(await this.#fetch('POST', '', key, { version, delta }));
    }
    if (request.kind === 'withdraw') return this.#withdraw(request, isOver);
    const { id, version, review, delta } = request;
    return answerOf(await this.#fetch('PUT', `/${id}`, key, { version, review, delta }));
  }

  // The route asks for no review: what its author has typed into it in another tab since is not withdrawn.
  async #withdraw(
    { id, key, review }: SuggestionRequest & { kind: 'withdraw' },
    isOver: () => boolean,
  ): Promise<SuggestionAnswer | Unanswered> {
    const now = await this.#read<Told>(`/${id}`);
    // A frame may have ended the request since: it is no longer stored, and must not be made.
    if (isOver()) return { kind: 'unanswered', waitMs: null };
    if (now?.review !== review) {
      const message = `It has changed since ${review}.`;
      return { kind: 'refused', why: 'changed', code: 'suggestion_changed', message, waitMs: null };
    }
    const answer = await answerOf(await this.#fetch('DELETE', `/${id}`, key));
    return answer.kind === 'taken' ? { ...answer, id } : answer;
  }

  // What was made is found by its author and its content at the version that it was made on, the newest first: one that
  // was taken back or rejected may have had the same. One that has changed since is not found.
  async #find({
    version,
    delta,
  }: SuggestionRequest & { kind: 'make' }): Promise<SuggestionAnswer | Unanswered> {
    const own: Told[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page | null = await this.#read<Page>(`?status=all&limit=${PAGE}${cursor}`);
      for (const item of page?.items ?? [])
        if (item.author.id === this.#options.userId && STANDING.has(item.status)) own.push(item);
      cursor = page?.nextCursor ? `&cursor=${encodeURIComponent(page.nextCursor)}` : null;
    }
    for (const { id, review } of own.reverse()) {
      const there = await this.#read<Told>(`/${id}?version=${version}`);
      if (there !== null && there.version === version && sameDelta(there.delta, delta))
        return { kind: 'taken', id, review };
    }
    return { kind: 'done' };
  }

  // Null for what may not be read, or is not there.
  async #read<T>(path: string): Promise<T | null> {
    const response = await this.#fetch('GET', path);
    if (response.ok) return (await response.json()) as T;
    if (response.status >= 500 || response.status === 401 || response.status === 429)
      throw new Error(`the suggestions answer ${response.status}`);
    return null;
  }

  async #fetch(method: string, path: string, key?: string, body?: object): Promise<ApiResponse> {
    const { origin, docId, tokens } = this.#options;
    const send = this.#options.fetch ?? fetch;
    const ask = (token: string): Promise<ApiResponse> =>
      this.#within(
        send(`${origin}/v1/docs/${docId}/suggestions${path}`, {
          method,
          headers: {
            Authorization: `Bearer ${token}`,
            ...(key !== undefined && { 'Idempotency-Key': key }),
            ...(body !== undefined && { 'Content-Type': 'application/json' }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
    const response = await ask(await tokens.current());
    return response.status === 401 ? ask(await tokens.refresh()) : response;
  }

  #within<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.after(ANSWER_WITHIN_MS, () => reject(new Error('no answer came')));
      answer.finally(cancel).then(resolve, reject);
    });
  }
}

interface Page {
  items: Told[];
  nextCursor: string | null;
}

interface Told {
  id: string;
  author: { id: string };
  status: SuggestionStatus;
  review: number;
  version: number;
  delta: Delta;
}

// A response that is not the API's own, such as a proxy's, is no answer.
async function answerOf(response: ApiResponse): Promise<SuggestionAnswer | Unanswered> {
  const { ok, status } = response;
  const waitMs = waitOf(response);
  if (status === 204) return { kind: 'taken', id: '', review: 0 };
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (ok) {
    const { id, review } = body ?? {};
    return typeof id === 'string' && typeof review === 'number'
      ? { kind: 'taken', id, review }
      : { kind: 'unanswered', waitMs };
  }
  const { code, detail } = body ?? {};
  if (typeof code !== 'string' || status >= 500 || status === 401 || code === 'request_in_progress')
    return { kind: 'unanswered', waitMs };
  if (code === 'already_done') return { kind: 'done' };
  return { kind: 'refused', why: whyRefused(status, code), code, message: String(detail ?? ''), waitMs };
}

function waitOf({ headers }: ApiResponse): number | null {
  const seconds = Number.parseInt(headers.get('Retry-After') ?? '', 10);
  return Number.isFinite(seconds) ? seconds * 1_000 : null;
}
