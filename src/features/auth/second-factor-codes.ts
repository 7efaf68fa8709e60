import { backOff } from '../../platform/db/backoff.ts';
import { forgive } from '../../platform/db/throttle.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem, rateLimited } from '../../platform/problem/problem.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { takeRecoveryCode } from './recovery-code-queries.ts';
import { hashRecoveryCode, normalizeRecoveryCode } from './recovery-codes.ts';
import { matchingStep } from './totp.ts';
import { findTotp, spendTotpStep } from './totp-queries.ts';
import { openTotpSecret } from './totp-secret.ts';

type Db = Pick<Deps, 'db'>;
type Secrets = Pick<Deps, 'env' | 'db'>;

/**
 * Counts one code tried at a user's second factor, across all tickets and sessions. Throws 429 when it comes too early.
 * An attacker who knows the password gets any number of tickets, so limits per ticket bound nothing. Guessing is
 * limited to about 24 codes a day, a chance of one in 14,000; the user waits an hour at most.
 */
export async function limitCodes({ db }: Db, userId: string): Promise<void> {
  const wait = await backOff(db, throttleKey(userId), HTTP_LIMITS.secondFactor, Date.now());
  if (wait > 0) throw rateLimited(wait / 1000);
}

/** Resets the count of tried codes, after a right one. */
export async function forgiveCodes({ db }: Db, userId: string): Promise<void> {
  await forgive(db, [throttleKey(userId)]);
}

function throttleKey(userId: string): string {
  return `second-factor:${userId}`;
}

/** Uses up a code of the user's authenticator app; false for a wrong one and for one that was used before. */
export async function takeTotpCode(deps: Secrets, userId: string, code: string): Promise<boolean> {
  const row = await findTotp(deps.db, userId);
  return row !== undefined && row.confirmedAt !== null && spend(deps, row, code);
}

/**
 * Like `takeTotpCode`, for a secret that is not confirmed yet. Returns that secret as stored; null for a wrong code.
 */
export async function takeFirstTotpCode(deps: Secrets, userId: string, code: string): Promise<string | null> {
  const row = await findTotp(deps.db, userId);
  if (row === undefined || row.confirmedAt !== null) {
    throw new Problem(
      409,
      'totp_not_begun',
      'There is no secret to confirm. Ask for one: POST /v1/auth/totp.',
    );
  }
  return (await spend(deps, row, code)) ? row.secret : null;
}

/** Uses up a recovery code; false for a wrong or used one. */
export async function takeRecovery({ env, db }: Secrets, userId: string, code: string): Promise<boolean> {
  const normalized = normalizeRecoveryCode(code);
  if (normalized === null) return false;
  return takeRecoveryCode(db, userId, hashRecoveryCode(env.ACCOUNT_KEY, userId, normalized));
}

/** The refusal of a wrong code. */
export function invalidCode(): Problem {
  return new Problem(401, 'invalid_code', 'The code is wrong, or it has been used already.');
}

async function spend(
  { env, db }: Secrets,
  row: NonNullable<Awaited<ReturnType<typeof findTotp>>>,
  code: string,
): Promise<boolean> {
  const { userId, secret, lastStep, confirmedAt } = row;
  const base32 = openTotpSecret(env.ACCOUNT_KEY, userId, secret);
  const step = matchingStep(base32, code.replaceAll(/\s/g, ''), { now: Date.now(), lastStep });
  return step !== null && spendTotpStep(db, { userId, secret, step, confirmed: confirmedAt !== null });
}
