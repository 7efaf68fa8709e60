import { ApiProblem, readProblem } from './problem.ts';
import { session } from './session.ts';

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
  /** Sent without a token: signing in and up. */
  anonymous?: boolean;
  /** It is to arrive even when the page is left meanwhile. */
  keepalive?: boolean;
}

/** Calls the API as the signed-in user and answers the parsed body; throws an ApiProblem for anything else. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  let response = await send(path, options, false);
  // The token may have been ended early, by a change of keys or of password; one fresh one is worth a try.
  if (response.status === 401 && !options.anonymous) response = await send(path, options, true);
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

async function send(path: string, options: RequestOptions, fresh: boolean): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    if (!options.anonymous) {
      headers.Authorization = `Bearer ${await (fresh ? session.refreshToken() : session.accessToken())}`;
    }
    return await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      keepalive: options.keepalive ?? false,
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiProblem('network', 0, error instanceof Error ? error.message : 'network');
  }
}
