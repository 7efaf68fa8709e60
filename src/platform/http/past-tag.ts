import type { DocumentRow } from '../db/access.ts';
import { versionTag } from './etag.ts';

/** The ETag of a version as it was; a recovery makes the versions after it anew, and their tags with them. */
export function pastTag({ generation }: Pick<DocumentRow, 'generation'>, version: number): string {
  return generation === 0 ? versionTag(version) : `"v${version}.${generation}"`;
}

/**
 * The headers of what follows from a version that will never change: to be kept for as long as one may care, but only
 * by the reader who was let in.
 */
export function immutable(tag: string): Record<string, string> {
  return { ETag: tag, 'Cache-Control': 'private, max-age=31536000, immutable', Vary: 'Authorization' };
}
