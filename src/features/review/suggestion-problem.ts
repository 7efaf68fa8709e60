import type { SuggestionError } from '../../../durable-objects/document/rpc.ts';
import { assertNever } from '../../base/assert.ts';
import type { Failure, Result } from '../../base/result.ts';
import { documentLost, editProblem } from '../../content/edit-problem.ts';
import { versionExpired } from '../../content/read-log.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';

/** The value of a Document's answer about suggestions; throws the HTTP problem for a refusal. */
export function suggested<T>(document: DocumentRow, result: Result<T, SuggestionError>): T {
  if (result.ok) return result.value;
  throw suggestionProblem(document, result.error);
}

function suggestionProblem(document: DocumentRow, { code, message }: Failure<SuggestionError>): Problem {
  switch (code) {
    case 'not_found':
      return documentLost();
    case 'suggestion_not_found':
      return notFound('suggestion');
    case 'pruned':
      return versionExpired(document);
    case 'unknown_version':
    case 'unknown_hunk':
      return new Problem(422, code, message);
    case 'forbidden':
      return new Problem(403, code, message);
    case 'suggestion_changed':
    case 'suggestion_of_fork':
    case 'already_decided':
    case 'too_many_suggestions':
      return new Problem(409, code, message);
    case 'invalid':
    case 'too_large':
    case 'document_full':
    case 'rate_limited':
      return editProblem({ code, message });
    default:
      return assertNever(code);
  }
}
