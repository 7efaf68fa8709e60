import type { EditError } from '../../durable-objects/document/rpc.ts';
import { assertNever } from '../base/assert.ts';
import type { Failure } from '../base/result.ts';
import { Problem, rateLimited } from '../platform/problem/problem.ts';

/** The HTTP problem for a Document's refusal. */
export function editProblem({ code, message }: Failure<EditError>): Problem {
  switch (code) {
    case 'not_found':
    case 'pruned':
      return documentLost();
    case 'unknown_version':
      return new Problem(422, code, message);
    case 'invalid':
      return new Problem(422, 'invalid_delta', message, { errors: [{ path: 'delta', message }] });
    case 'conflict':
      return new Problem(409, code, message);
    case 'too_large':
      return new Problem(413, code, message);
    case 'document_full':
      return new Problem(413, code, message);
    case 'rate_limited':
      return rateLimited();
    default:
      return assertNever(code);
  }
}

/** D1 knows the document, its object does not: never shown as an empty document. */
export function documentLost(): Problem {
  return new Problem(503, 'document_unavailable', 'The document cannot be read right now.', {
    cause: 'the Document answers not_found for a document that D1 has',
  });
}
