const LINK = /^(https?|mailto|tel):/i;
const WITH_HOST = /^https?:\/\/[^\s/\\?#]/i;
const UPLOADS = /^\/v1\/docs\/([A-Za-z0-9_-]+)\/uploads\/([A-Za-z0-9_-][A-Za-z0-9._-]{0,127})$/;

/** Whether a link may lead to this address: https:, http:, mailto: or tel:. */
export function isLinkAddress(address: string): boolean {
  return LINK.test(address);
}

/** Whether this is an http: or https: address with its own host: `https:x` is an address on the page's host. */
export function isWebAddress(address: string): boolean {
  return WITH_HOST.test(address);
}

/**
 * The document of an upload's address; null for any other address. After `uploads/` comes one name of letters,
 * digits, `.`, `_` and `-`: nothing in it is an escape, a separator or a step up (`..`).
 */
export function uploadOf(address: string): string | null {
  return UPLOADS.exec(address)?.[1] ?? null;
}
