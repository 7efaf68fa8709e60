import { HTTP_LIMITS } from '../http/limits.ts';
import { z } from '../http/openapi.ts';

/** A few words to go with an invitation or a request: text that others read, so nothing that hides or reverses it. */
export const message = z
  .string()
  .trim()
  .min(1)
  .max(HTTP_LIMITS.messageLength)
  .regex(/^(?:\n|[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069])*$/u, 'must not hold control characters');
