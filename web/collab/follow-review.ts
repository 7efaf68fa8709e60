import { type ReviewDeps, ReviewFeed } from './review/review-feed.ts';

interface ReviewResponse {
  ok: boolean;
  status: number;
  json(): Promise<unknown>;
}

declare function fetch(url: string, init: { headers: Record<string, string> }): Promise<ReviewResponse>;

/** Where a document is, and the tokens to read its review with. */
export interface ReviewSource {
  origin: string;
  docId: string;
  accessToken(): Promise<string>;
  refreshToken(): Promise<string>;
}

/**
 * Follows the threads of a document over HTTP and its socket. A function of its own, so that a page that shows none need
 * not load it.
 */
export function followReview(source: ReviewSource): (deps: ReviewDeps) => ReviewFeed {
  const read = reviewPages(source);
  return (deps) => new ReviewFeed({ ...deps, read });
}

/** Reads pages of `GET /v1/docs/:id/review`, with a fresh token when one is refused. Rejects on any other refusal. */
export function reviewPages(source: ReviewSource): (since: number, limit: number) => Promise<unknown> {
  const { origin, docId } = source;
  return async (since, limit) => {
    const url = `${origin}/v1/docs/${docId}/review?since=${since}&limit=${limit}`;
    const ask = (token: string) => fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    let response = await ask(await source.accessToken());
    if (response.status === 401) response = await ask(await source.refreshToken());
    if (!response.ok) throw new Error(`the review answers ${response.status}`);
    return response.json();
  };
}
