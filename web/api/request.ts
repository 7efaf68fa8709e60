import { bookmarkHeader, keepBookmark } from './bookmark.ts';
import { ApiProblem, readProblem } from './problem.ts';
import { recentProof } from './recent.ts';
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

/**
 * Calls the API as the signed-in user and answers the parsed body; throws an ApiProblem for anything else. Where the
 * API wants to know afresh who the user is, the user is asked, and the request repeated.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await answer(path, options);
  // Some routes answer that they did it, and nothing more.
  if (!response.headers.get('Content-Type')?.includes('json')) return undefined as T;
  return (await response.json()) as T;
}

/** As `request`, for an answer that is a file. */
export async function requestFile(path: string, accept = '*/*'): Promise<Blob> {
  return (await answer(path, { accept })).blob();
}

async function answer(path: string, options: RequestOptions & { accept?: string }): Promise<Response> {
  const response = await sendWithToken(path, options);
  if (response.ok) return response;
  const problem = await readProblem(response);
  const mayAsk = problem.code === 'reauthentication_required' && !options.anonymous;
  if (!mayAsk || !(await recentProof.ask())) throw problem;
  const repeated = await sendWithToken(path, options);
  if (!repeated.ok) throw await readProblem(repeated);
  return repeated;
}

async function sendWithToken(path: string, options: RequestOptions & { accept?: string }): Promise<Response> {
  const response = await send(path, options, false);
  // The token may have been ended early, by a change of keys or of password; one fresh one is worth a try. Other
  // refusals of this status are about a code or a password, and trying those again would count as another attempt.
  const tokenRefused =
    response.status === 401 && response.headers.get('WWW-Authenticate')?.startsWith('Bearer');
  return tokenRefused && !options.anonymous ? send(path, options, true) : response;
}

async function send(
  path: string,
  options: RequestOptions & { accept?: string },
  fresh: boolean,
): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: options.accept ?? 'application/json',
    ...bookmarkHeader(),
  };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    if (!options.anonymous) {
      headers.Authorization = `Bearer ${await (fresh ? session.refreshToken() : session.accessToken())}`;
    }
    const response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      keepalive: options.keepalive ?? false,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    keepBookmark(response);
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const { state } = session.view();
    // Nobody is signed in any more, which no repetition changes.
    if (!options.anonymous && (state === 'signed-out' || state === 'signing-out'))
      throw new ApiProblem('unauthenticated', 401, error instanceof Error ? error.message : 'signed out');
    throw new ApiProblem('network', 0, error instanceof Error ? error.message : 'network');
  }
}
