import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import type { Connection } from './connection.ts';
import type { CredentialPorts } from './ports.ts';

/** What a renewal needs besides the credential's own ports. */
interface RenewalDeps {
  ports: CredentialPorts;
  /** Closes a connection, saying why; the other clients learn that it has gone. */
  shut(connection: Connection, close: Close, message: string): void;
  /** The connection now belongs to a session: it may do all that the user's role allows. */
  unlimit(connection: Connection): void;
}

/**
 * Takes a fresh access token on an open socket. The socket is extended only after the user's channel has confirmed that
 * the token's session has not ended. A token of another session replaces the former credential: from then on, the end
 * of that session closes the socket. Rejects when the token cannot be checked.
 */
export async function renew(
  { ports, shut, unlimit }: RenewalDeps,
  connection: Connection,
  token: string,
): Promise<void> {
  const verified = await ports.verifyToken(token);
  if (!connection.open) return;
  const { state } = connection;
  if (verified === null || verified.userId !== state.user.id) {
    return shut(connection, CLOSE.unauthenticated, 'the access token is not valid');
  }
  if (verified.credentialId !== state.credentialId) {
    const before = { ...state };
    state.credentialId = verified.credentialId;
    state.program = false;
    state.announced = false;
    connection.save();
    ports.credentialLeft(before);
  }
  if (!(await ports.announce(connection)) || state.credentialId !== verified.credentialId) return;
  state.expiresAt = verified.expiresAt;
  // A session allows all that the user's role allows; a guest's role never allowed more.
  unlimit(connection);
}
