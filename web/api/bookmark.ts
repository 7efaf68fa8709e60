const HEADER = 'X-Bookmark';
let seen: string | null = null;

/**
 * Tells the server the last state of its database that this page saw, so that no response shows an older one
 * (docs/rest-api.md).
 */
export function bookmarkHeader(): Record<string, string> {
  return seen === null ? {} : { [HEADER]: seen };
}

/** Stores the bookmark of a response; responses may overtake each other, so the newest one stays. */
export function keepBookmark({ headers }: Response): void {
  const bookmark = headers.get(HEADER);
  if (bookmark !== null && (seen === null || bookmark > seen)) seen = bookmark;
}
