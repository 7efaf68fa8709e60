import type { ReviewFollower } from './ports.ts';
import { FollowBoth } from './review/follow-both.ts';
import { type FollowedLayers, LayersFeed } from './review/layers-feed.ts';
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
 * Follows the review of a document over HTTP and its socket, with `layers` its suggestions too. A function of its own,
 * so that a page that shows no review need not load it.
 */
export function followReview(
  source: ReviewSource,
  layers?: FollowedLayers,
): (deps: ReviewDeps) => ReviewFollower {
  const read = shared(reading(source));
  return (deps) => {
    const threads = new ReviewFeed({ ...deps, read });
    return layers === undefined
      ? threads
      : new FollowBoth(threads, new LayersFeed({ ...deps, read, layers }));
  };
}

// Threads and suggestions are read by the same pages, at the same moment.
function shared(read: (since: number, limit: number) => Promise<unknown>): typeof read {
  const asked = new Map<string, Promise<unknown>>();
  return (since, limit) => {
    const key = `${since} ${limit}`;
    const answer = asked.get(key) ?? read(since, limit).finally(() => asked.delete(key));
    asked.set(key, answer);
    return answer;
  };
}

// Reads pages of `GET /v1/docs/:id/review`, with a fresh token when one is refused. Rejects on any other refusal.
function reading(source: ReviewSource): (since: number, limit: number) => Promise<unknown> {
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
