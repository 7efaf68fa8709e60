const SCHEME = /^(https?|mailto|tel):/i;
const WEB = /^(https?):[\\/]{0,2}(?![\\/])/i;
/** A scheme before another one: a complete address pasted after a prefilled scheme. */
const DOUBLED = /^https?:\/{0,2}(?=https?[:/])/i;
const EMAIL = /^[^\s@:/?#]+@[^\s@:/?#]+\.[^\s@:/?#]+(\?\S*)?$/;
/** A host with a dot, or this machine, or a bracketed address; a port; then a path, a query or a fragment. */
const WEB_PLACE =
  /^([^\s:/?#@\\[\]]+\.[^\s:/?#@\\[\].\d][^\s:/?#@\\[\].]+\.?|(\d{1,3}\.){3}\d{1,3}|localhost|\[[\da-f:.]+\])(:\d{1,5})?([/?#]\S*)?$/i;

/**
 * A stored or pasted link as an address that may be opened: a web address with a host, a mail address or a telephone
 * number; null otherwise. An address without a scheme is null too: on a page it would resolve to our own host.
 */
export function openableLink(value: string): string | null {
  let text = value.trim();
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return null;
  if (scheme === 'tel') return /\d/.test(text) ? text : null;
  if (scheme === 'mailto') return /^mailto:[^\s?]*[^\s?]/i.test(text) ? text : null;
  while (DOUBLED.test(text)) text = text.replace(DOUBLED, '').replace(/^(https?)(?=\/)/i, '$1:');
  // With fewer than two slashes, a browser reads the rest as a path on the page's own host.
  if (!WEB.test(text)) return null;
  const mended = text.replace(WEB, '$1://');
  return URL.parse(mended) === null ? null : mended;
}

/** `typed` as an address that a link may have, completed if it lacks a scheme; null when it may not. */
export function linkAddress(typed: string): string | null {
  const text = typed.trim();
  if (/^localhost[:/]/i.test(text) || !SCHEME.test(text)) {
    if (EMAIL.test(text)) return `mailto:${text}`;
    const place = text.replace(/^\/\//, '');
    return WEB_PLACE.test(place) ? openableLink(`https://${place}`) : null;
  }
  return openableLink(text);
}

/** `typed` as an https address that an image may be loaded from, completed in the same way; null when it may not. */
export function imageAddress(typed: string): string | null {
  const address = linkAddress(typed);
  const url = address === null ? null : URL.parse(address);
  return url?.protocol === 'https:' ? url.href : null;
}
