import { listAudit } from '../../../api/audit.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { NO_FILTER } from './no-filter.ts';

/** Whether a token is the operator's: it opens the log. Throws when that cannot be checked now. */
export async function checkOperatorToken(token: string): Promise<boolean> {
  try {
    await listAudit({ operatorToken: token }, NO_FILTER, null, new AbortController().signal);
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 401 || error.status === 403)) return false;
    throw error;
  }
}
