import { isSealed, seal } from '../../platform/tokens/account-key.ts';

// The token of a link is its id and a code that only the holder of ACCOUNT_KEY can make: none is stored, so none can be
// read out of the database or a backup of it.

/** The token of a link, from ACCOUNT_KEY and the link's id. */
export function linkToken(secret: string, linkId: string): string {
  return `${linkId}.${seal(secret, 'share-link', linkId)}`;
}

/** The id of the link that a token stands for; null for anything that we did not make. */
export function linkIdOf(secret: string, token: string): string | null {
  const [, linkId, code] = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/.exec(token) ?? [];
  if (linkId === undefined || code === undefined) return null;
  return isSealed(secret, 'share-link', linkId, code) ? linkId : null;
}
