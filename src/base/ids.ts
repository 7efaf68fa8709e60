// The one global that the browser, Node and Workers share here; base compiles with neither DOM nor Workers types.
declare const crypto: { getRandomValues(array: Uint8Array): Uint8Array };

/** The characters of an id; each stands for its place among them. */
export const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** `length` random characters of `[A-Za-z0-9_-]`, 6 bits each, from the platform's secure generator. */
export function randomId(length = 22): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  let id = '';
  for (const byte of bytes) id += ALPHABET[byte & 63];
  return id;
}

/** The form of every id in the API (docs/rest-api.md, For every route). */
export const ID_PATTERN = /^[A-Za-z0-9_-]{16,36}$/;

/** The form of a client id: the first 8 characters of its user's id, `-`, 8 to 24 random ones. */
export const CLIENT_ID_PATTERN = /^[A-Za-z0-9_-]{8}-[A-Za-z0-9_-]{8,24}$/;

/** The prefix of the client ids under which a Document writes itself (repairs); no user's id begins with it. */
export const SERVER_USER = 'server--';

/** A client id for a new editor instance of this user (docs/protocol.md, Client to server). */
export function newClientId(userId: string): string {
  return `${userId.slice(0, 8)}-${randomId(16)}`;
}

const PAGE_MARK = 'page-';

/** A client id like `newClientId`, for a page in which its user writes: programs cannot use it. */
export function newPageClientId(userId: string): string {
  return `${userId.slice(0, 8)}-${PAGE_MARK}${randomId(16)}`;
}

/** Whether this is the id of a page, made by `newPageClientId`. */
export function isPageClientId(client: string): boolean {
  return client.startsWith(PAGE_MARK, 9);
}

const TOKEN_MARK = 'via-';
const TOKEN_PART = 8;

/**
 * A client id like `newClientId`, for what a program writes without one of its own: after `via-` it has the first 8
 * characters of the id of its API token. No one else can use such an id.
 */
export function newTokenClientId(userId: string, tokenId: string): string {
  return `${userId.slice(0, 8)}-${TOKEN_MARK}${tokenId.slice(0, TOKEN_PART)}${randomId(12)}`;
}

/** Whether this is an id made by `newTokenClientId`. */
export function isTokenClientId(client: string): boolean {
  return client.startsWith(TOKEN_MARK, 9);
}

/** Whether this user may use this client id: its prefix names its owner. */
export function ownsClientId(userId: string, client: string): boolean {
  return CLIENT_ID_PATTERN.test(client) && client.startsWith(`${userId.slice(0, 8)}-`);
}

const SMALL_ALPHABET = 'abcdefghijklmnopqrstuvwxyz012345';

/** A random id of a table, of a row or of a column: 10 small letters and digits, 5 bits each. */
export function newCellId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  let id = '';
  for (const byte of bytes) id += SMALL_ALPHABET[byte & 31];
  return id;
}
