const HEADER = 'X-Bookmark';
let seen: string | null = null;

/** Says what the server's database was seen as last, so that no answer shows anything older (docs/rest-api.md). */
export function bookmarkHeader(): Record<string, string> {
  return seen === null ? {} : { [HEADER]: seen };
}

/** Takes over what an answer has seen; answers may overtake each other, so the newest stays. */
export function keepBookmark({ headers }: Response): void {
  const bookmark = headers.get(HEADER);
  if (bookmark !== null && (seen === null || bookmark > seen)) seen = bookmark;
}
