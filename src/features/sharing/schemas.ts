import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import { lines } from '../../platform/http/text-schemas.ts';

/** A few words to go with an invitation or a request: text that others read, so nothing that hides or reverses it. */
export const message = lines(HTTP_LIMITS.messageLength);
