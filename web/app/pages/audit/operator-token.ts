import { listAudit } from '../../../api/audit.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { NO_FILTER } from './no-filter.ts';

/** Whether a token is the operator's: the log opens with it. Throws when that cannot be known now. */
export async function checkOperatorToken(token: string): Promise<boolean> {
  try {
    await listAudit({ operatorToken: token }, NO_FILTER, null, new AbortController().signal);
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 401 || error.status === 403)) return false;
    throw error;
  }
}
