import type { KeptEdit } from '../ports.ts';

/** Why a suggestion is kept, as refused edits name it. `code` is that of the server's refusal. */
export function keptCode(code: string): KeptEdit['code'] {
  switch (code) {
    case 'too_large':
    case 'document_full':
    case 'deleted':
    case 'reset':
    case 'broken':
      return code;
    case 'forbidden':
    case 'insufficient_scope':
    case 'person_needed':
      return 'forbidden';
    case 'not_found':
      return 'deleted';
    case 'version_expired':
    case 'unknown_version':
      return 'reset';
    default:
      return 'invalid';
  }
}
