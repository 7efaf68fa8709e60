import type { ReviewError } from '../../../durable-objects/document/rpc.ts';
import { assertNever } from '../../base/assert.ts';
import type { Failure, Result } from '../../base/result.ts';
import { documentLost } from '../../content/edit-problem.ts';
import { versionExpired } from '../../content/read-log.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';

/** The value of a Document's answer about its review; throws the HTTP problem for a refusal. */
export function answered<T>(document: DocumentRow, result: Result<T, ReviewError>): T {
  if (result.ok) return result.value;
  throw reviewProblem(document, result.error);
}

function reviewProblem(document: DocumentRow, { code, message }: Failure<ReviewError>): Problem {
  switch (code) {
    case 'not_found':
      return documentLost();
    case 'thread_not_found':
      return notFound('thread');
    case 'comment_not_found':
      return notFound('comment');
    case 'pruned':
      return versionExpired(document);
    case 'unknown_version':
    case 'range_too_far':
    case 'empty_range':
      return new Problem(422, code, message);
    case 'forbidden':
      return new Problem(403, code, message);
    case 'too_many_threads':
    case 'too_many_comments':
      return new Problem(409, code, message);
    default:
      return assertNever(code);
  }
}
