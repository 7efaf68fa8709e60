const KEY = 'link';

/**
 * The link that this tab's guest came by, so that an account which they make leads back to the same place. It lives as
 * long as the tab, which had it in its address anyway.
 */
export function rememberLink(docId: string, token: string): void {
  sessionStorage.setItem(KEY, JSON.stringify({ docId, token }));
}

/** Where somebody with an account gets to the document that the guest of this tab has open. */
export function pathByLink(docId: string): string {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as { docId: string; token: string } | null;
  return kept?.docId === docId ? `/l/${encodeURIComponent(kept.token)}` : `/d/${docId}`;
}
