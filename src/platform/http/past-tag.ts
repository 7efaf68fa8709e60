import type { DocumentRow } from '../db/access.ts';
import { versionTag } from './etag.ts';

/** The ETag of a past version. A recovery changes the generation, and with it the tags: versions after it are new. */
export function pastTag({ generation }: Pick<DocumentRow, 'generation'>, version: number): string {
  return generation === 0 ? versionTag(version) : `"v${version}.${generation}"`;
}

/**
 * The headers of a response that never changes, because its version does not: only the reader's own cache keeps it, for
 * a year.
 */
export function immutable(tag: string): Record<string, string> {
  return { ETag: tag, 'Cache-Control': 'private, max-age=31536000, immutable', Vary: 'Authorization' };
}
