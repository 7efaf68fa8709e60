import { ID_PATTERN } from '../../base/ids.ts';
import { needsTouch, touchDocument } from '../../platform/db/touch.ts';
import { isDatabaseDown } from '../../platform/db/unavailable.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { logger } from '../../platform/observability/logger.ts';
import { count } from '../../platform/observability/metrics.ts';
import type { SocketCredential } from '../../platform/tokens/socket-credential.ts';
import { noteUse } from '../../platform/verbs/identify.ts';
import { CLOSE, type Close } from '../../protocol/close-codes.ts';
import { type Found, lookUp, unknownRole } from './look-up.ts';
import { rememberedRegion, rememberRegion } from './regions.ts';

/** Decides whether a caller may open a document's socket, and with which role; returns the close code of a refusal. */
export async function admit(
  deps: Deps,
  { docId, credential }: { docId: string; credential: SocketCredential },
): Promise<Found | Close> {
  if (!ID_PATTERN.test(docId)) return CLOSE.notFound;
  return lookUpOrTrust(deps, docId, credential);
}

/** Records an admitted socket: the document was touched, an API token was used. It is not awaited. */
export function noteEntry(
  { db, log, defer }: Deps,
  { docId, touchedAt, caller }: { docId: string } & Pick<Found, 'touchedAt' | 'caller'>,
): void {
  const now = Date.now();
  if (touchedAt !== null && needsTouch({ touchedAt }, now))
    defer(touchDocument(db, docId, now).catch(() => {}));
  if (caller !== null) defer(noteUse(db, caller, log));
}

// While D1 is down, the Document admits users that it knows: it was told every role, and no role changes while D1 is
// down. Only the object's region must be known: an object elsewhere would be another one. The scopes of an API token
// are in D1 only.
async function lookUpOrTrust(
  { db, defer }: Deps,
  docId: string,
  credential: SocketCredential,
): Promise<Found | Close> {
  try {
    const found = await lookUp(db, docId, credential, Date.now());
    if (!('code' in found)) defer(rememberRegion(docId, found.region));
    return found;
  } catch (error) {
    if (!isDatabaseDown(error)) throw error;
    const region = await rememberedRegion(docId);
    count('sockets_without_database_total', { region: region === undefined ? 'unknown' : 'known' });
    logger({ docId }).warn('the database is down, the document decides by itself', { error: String(error) });
    return region === undefined || credential.kind === 'token'
      ? CLOSE.restart
      : unknownRole(credential, region);
  }
}
