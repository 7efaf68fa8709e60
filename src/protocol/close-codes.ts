/** Every close code of `collab.v1` with its machine-readable reason (docs/protocol.md, Connecting). */
export const CLOSE = {
  protocolError: { code: 4400, reason: 'protocol_error' },
  unauthenticated: { code: 4401, reason: 'unauthenticated' },
  forbidden: { code: 4403, reason: 'forbidden' },
  notFound: { code: 4404, reason: 'not_found' },
  tooSlow: { code: 4408, reason: 'too_slow' },
  superseded: { code: 4409, reason: 'superseded' },
  deleted: { code: 4410, reason: 'deleted' },
  tooLarge: { code: 4413, reason: 'too_large' },
  rateLimited: { code: 4429, reason: 'rate_limited' },
  restart: { code: 1012, reason: 'restart' },
  left: { code: 1000, reason: 'left' },
} as const;

/** One of the ways in which a socket is closed. */
export type Close = (typeof CLOSE)[keyof typeof CLOSE];

/** What a client does after a close: connect again with backoff, refresh its token first, or stop. */
export type AfterClose = 'reconnect' | 'refresh' | 'stop';

/** What a client does after a socket closed with `code`; an unknown code counts as a lost connection. */
export function afterClose(code: number): AfterClose {
  switch (code) {
    case CLOSE.unauthenticated.code:
      return 'refresh';
    case CLOSE.protocolError.code:
    case CLOSE.forbidden.code:
    case CLOSE.notFound.code:
    case CLOSE.superseded.code:
    case CLOSE.deleted.code:
      return 'stop';
    default:
      return 'reconnect';
  }
}
