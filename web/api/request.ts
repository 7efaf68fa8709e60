import { bookmarkHeader, keepBookmark } from './bookmark.ts';
import { ApiProblem, readProblem } from './problem.ts';
import { recentProof } from './recent.ts';
import { session } from './session.ts';

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A form goes as it is, anything else as JSON. */
  body?: unknown;
  signal?: AbortSignal;
  /** Sent without a token, as for signing in and up. */
  anonymous?: boolean;
  /** The request continues even when the user leaves the page. */
  keepalive?: boolean;
  /** The server does a write with this key once, however often it is sent. */
  idempotencyKey?: string;
  /** The server refuses it (412) unless this is the ETag still. */
  ifMatch?: string;
}

/**
 * Calls the API as the signed-in user and returns the parsed body; throws an ApiProblem otherwise. When the API needs a
 * fresh proof of the user's identity, the user is asked and the request repeated.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await answer(path, options);
  // Some routes return only a status.
  if (!response.headers.get('Content-Type')?.includes('json')) return undefined as T;
  return (await response.json()) as T;
}

/** Like `request`, for a response whose headers matter too. */
export function requestWhole(
  path: string,
  options: { accept?: string; signal?: AbortSignal },
): Promise<Response> {
  return answer(path, options);
}

/** Like `request`, for a response that is a file. */
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
  // The token may have ended early, by a change of keys or of the password: tries once with a fresh one. Other refusals
  // with this status concern a code or a password, and repeating those would count as another attempt.
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
  const isForm = options.body instanceof FormData;
  // The browser names the boundary of a form.
  if (options.body !== undefined && !isForm) headers['Content-Type'] = 'application/json';
  if (options.idempotencyKey !== undefined) headers['Idempotency-Key'] = options.idempotencyKey;
  if (options.ifMatch !== undefined) headers['If-Match'] = options.ifMatch;
  try {
    if (!options.anonymous) {
      headers.Authorization = `Bearer ${await (fresh ? session.refreshToken() : session.accessToken())}`;
    }
    const response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined
        ? {}
        : { body: isForm ? (options.body as FormData) : JSON.stringify(options.body) }),
      keepalive: options.keepalive ?? false,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    keepBookmark(response);
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const { state } = session.view();
    // No user is signed in any more: a retry would not help.
    if (!options.anonymous && (state === 'signed-out' || state === 'signing-out'))
      throw new ApiProblem('unauthenticated', 401, error instanceof Error ? error.message : 'signed out');
    throw new ApiProblem('network', 0, error instanceof Error ? error.message : 'network');
  }
}
