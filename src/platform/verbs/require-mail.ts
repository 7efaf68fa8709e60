import { configuredOrigin } from '../mail/configured-origin.ts';
import { Problem } from '../problem/problem.ts';

/** Throws 503 `mail_unavailable` if this installation sends no mail, so that no user waits for one that never comes. */
export function requireMail({ env }: { env: Env }): void {
  if (configuredOrigin(env) !== null) return;
  throw new Problem(
    503,
    'mail_unavailable',
    'This installation sends no mail: its operator has not set APP_ORIGIN, the address that links in mails lead to.',
  );
}
