import { issue, TOKEN_LIFETIME } from '../../features/auth/one-time-tokens.ts';
import { deviceName } from '../../features/sessions/device.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Event } from '../../platform/queues/events.ts';
import type { Letter } from './compose.ts';
import { appLink } from './links.ts';
import { type Addressee, findAddressee, isRemembered, remember } from './queries.ts';
import { isSeen, noteSeen } from './seen-devices.ts';
import type { SecurityChange } from './templates/words.ts';

/** A letter, its addressee, and what to do once it is sent. */
export interface Addressed {
  to: string;
  language: unknown;
  letter: Letter;
  sent?: () => Promise<void>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
// A user who has just created the account needs no mail about the device that they used.
const SETTLING_IN_MS = 10 * MINUTE;

/**
 * The mail about an account that an event asks for, written now; null for none. A mail whose time has passed (the event
 * came late, the address was verified meanwhile, the account is gone) is not written. Unverified addresses get only
 * links that verify them: anyone could have entered them.
 */
export async function accountLetter(db: Database, event: Event, origin: string): Promise<Addressed | null> {
  switch (event.type) {
    case 'user.registered':
    case 'user.verification_requested':
      return verification(db, event.userId, event.at, origin);
    case 'user.password_forgotten':
      return passwordReset(db, event.email, event.at, origin);
    case 'user.registration_repeated':
      return alreadyRegistered(db, event.email, event.at, origin);
    case 'user.password_changed': {
      const data = { at: event.at, device: deviceOf(event), how: event.how };
      return toVerified(db, event.userId, {
        kind: 'password-changed',
        data,
        url: appLink(origin, '/forgot-password'),
        unsubscribe: null,
      });
    }
    case 'user.login':
      return newSignIn(db, event, origin);
    case 'user.erased': {
      if (!event.verified) return null;
      const data = { name: event.name };
      const letter: Letter = { kind: 'account-erased', data, url: null, unsubscribe: null };
      return { to: event.email, language: event.language, letter };
    }
    default: {
      const changed = securityChange(event);
      if (changed === null) return null;
      return toVerified(db, changed.userId, {
        kind: 'factor-changed',
        data: { at: event.at, device: deviceOf(event), change: changed.change },
        url: appLink(origin, '/settings/security'),
        unsubscribe: null,
      });
    }
  }
}

async function verification(
  db: Database,
  userId: string,
  askedAt: number,
  origin: string,
): Promise<Addressed | null> {
  const user = await findAddressee(db, { id: userId });
  const lifetime = TOKEN_LIFETIME['verify-email'];
  if (user === undefined || user.emailVerifiedAt !== null || Date.now() > askedAt + lifetime) return null;
  const token = await issue(db, { purpose: 'verify-email', userId, data: { email: user.email } });
  return to(user, {
    kind: 'verify-email',
    data: { hours: lifetime / HOUR },
    url: appLink(origin, '/verify-email', { token }),
    unsubscribe: null,
  });
}

async function passwordReset(
  db: Database,
  email: string,
  askedAt: number,
  origin: string,
): Promise<Addressed | null> {
  const user = await findAddressee(db, { email });
  const lifetime = TOKEN_LIFETIME['reset-password'];
  if (user === undefined || Date.now() > askedAt + lifetime) return null;
  const token = await issue(db, { purpose: 'reset-password', userId: user.id, data: { email } });
  return to(user, {
    kind: 'reset-password',
    data: { minutes: lifetime / MINUTE },
    url: appLink(origin, '/reset-password', { token }),
    unsubscribe: null,
  });
}

// At most once a day: entering an address again and again must not fill its mailbox.
async function alreadyRegistered(
  db: Database,
  email: string,
  askedAt: number,
  origin: string,
): Promise<Addressed | null> {
  const user = await findAddressee(db, { email });
  if (user === undefined || user.emailVerifiedAt === null) return null;
  const key = `already-registered:${user.id}`;
  if (await isRemembered(db, key, askedAt)) return null;
  const letter = {
    kind: 'already-registered',
    data: {},
    url: appLink(origin, '/sign-in'),
    unsubscribe: null,
  } as const;
  return { ...to(user, letter), sent: () => remember(db, key, askedAt + 24 * HOUR) };
}

// Remembered only after the mail is sent: a mail that fails is tried again.
async function newSignIn(
  db: Database,
  event: Extract<Event, { type: 'user.login' }>,
  origin: string,
): Promise<Addressed | null> {
  const device = deviceOf(event);
  const user = await findAddressee(db, { id: event.userId });
  if (user === undefined) return null;
  const sent = () => noteSeen(db, user.id, device, event.at);
  const isKnown = (await isSeen(db, user.id, device, event.at)) || event.at < user.createdAt + SETTLING_IN_MS;
  if (isKnown || user.emailVerifiedAt === null) {
    await sent();
    return null;
  }
  const url = appLink(origin, '/settings/sessions');
  return {
    ...to(user, { kind: 'new-sign-in', data: { at: event.at, device }, url, unsubscribe: null }),
    sent,
  };
}

function securityChange(event: Event): { userId: string; change: SecurityChange } | null {
  switch (event.type) {
    case 'user.factor_added':
    case 'user.factor_removed': {
      const { userId, factor } = event;
      const added = event.type === 'user.factor_added';
      if (factor === 'passkey') {
        const what = added ? 'passkey_added' : 'passkey_removed';
        return { userId, change: { what, name: event.name ?? '' } };
      }
      if (factor === 'totp') return { userId, change: { what: added ? 'totp_added' : 'totp_removed' } };
      return { userId, change: { what: 'recovery_codes_added' } };
    }
    case 'user.identity_linked':
      return { userId: event.userId, change: { what: 'identity_linked', name: event.provider } };
    case 'user.identity_unlinked':
      return { userId: event.userId, change: { what: 'identity_unlinked', name: event.provider } };
    case 'user.token_created':
      return { userId: event.userId, change: { what: 'token_created', name: event.name } };
    default:
      return null;
  }
}

async function toVerified(db: Database, userId: string, letter: Letter): Promise<Addressed | null> {
  const user = await findAddressee(db, { id: userId });
  return user === undefined || user.emailVerifiedAt === null ? null : to(user, letter);
}

function to(user: Addressee, letter: Letter): Addressed {
  return { to: user.email, language: user.preferences.language, letter };
}

function deviceOf(event: Event): string {
  return deviceName(event.by.userAgent ?? '');
}
