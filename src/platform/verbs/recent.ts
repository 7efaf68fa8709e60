import { Problem } from '../problem/problem.ts';
import { HTTP_LIMITS } from './limits.ts';

/**
 * For sensitive changes (ASVS 3.7.1): throws 403 `reauthentication_required` unless the user proved their identity
 * within the last 15 minutes; `authenticatedAt` in ms since 1970.
 */
export function requireRecentProof(authenticatedAt: number): void {
  if (Date.now() - authenticatedAt <= HTTP_LIMITS.session.recent) return;
  throw new Problem(
    403,
    'reauthentication_required',
    'Prove who you are again, within the last 15 minutes: POST /v1/auth/reauthenticate.',
  );
}
