import type { AccessClaims } from './access-token.ts';

/** What opens a socket: a valid access token, or the hash of a possible API token. */
export type SocketCredential = ({ kind: 'session' } & AccessClaims) | { kind: 'token'; hash: string };
