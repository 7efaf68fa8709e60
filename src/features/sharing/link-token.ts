import { isSealed, seal } from '../../platform/tokens/account-key.ts';

// The token of a link is its id and a code that requires ACCOUNT_KEY: none is stored, so the database and its backups
// reveal none.

/** The token of a link, from ACCOUNT_KEY and the link's id. */
export function linkToken(secret: string, linkId: string): string {
  return `${linkId}.${seal(secret, 'share-link', linkId)}`;
}

/** The id of a token's link; null for a token that is not ours. */
export function linkIdOf(secret: string, token: string): string | null {
  const [, linkId, code] = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/.exec(token) ?? [];
  if (linkId === undefined || code === undefined) return null;
  return isSealed(secret, 'share-link', linkId, code) ? linkId : null;
}
