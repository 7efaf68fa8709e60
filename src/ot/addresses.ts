const LINK = /^(https?|mailto|tel):/i;
const WITH_HOST = /^https?:\/\/[^\s/\\?#]/i;
const UPLOADS = /^\/v1\/docs\/([A-Za-z0-9_-]+)\/uploads\/([0-9a-f]{64})$/;

/** Whether a link may lead to this address: https:, http:, mailto: or tel:. */
export function isLinkAddress(address: string): boolean {
  return LINK.test(address);
}

/** Whether this is an http: or https: address with its own host: `https:x` is an address on the page's host. */
export function isWebAddress(address: string): boolean {
  return WITH_HOST.test(address);
}

/** The document of an upload's address; null for any other address. */
export function uploadOf(address: string): string | null {
  return uploadAt(address)?.docId ?? null;
}

/** An uploaded file: its document, and the SHA-256 of its bytes in hex. */
export interface UploadId {
  docId: string;
  hash: string;
}

/** What the address of an upload says; null for any other address. */
export function uploadAt(address: string): UploadId | null {
  const found = UPLOADS.exec(address);
  return found === null ? null : { docId: found[1] ?? '', hash: found[2] ?? '' };
}

/** The address of an upload: the only form in which an image of a document may name one. */
export function uploadAddress({ docId, hash }: UploadId): string {
  return `/v1/docs/${docId}/uploads/${hash}`;
}
