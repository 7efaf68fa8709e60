const KEY = 'link';

/**
 * The link that this tab's guest used, so that the guest returns to the same document after creating an account. It is
 * kept as long as the tab, which had it in its address anyway.
 */
export function rememberLink(docId: string, token: string): void {
  sessionStorage.setItem(KEY, JSON.stringify({ docId, token }));
}

/** The path on which a user with an account reaches the document that the guest of this tab has open. */
export function pathByLink(docId: string): string {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as { docId: string; token: string } | null;
  return kept?.docId === docId ? `/l/${encodeURIComponent(kept.token)}` : `/d/${docId}`;
}
