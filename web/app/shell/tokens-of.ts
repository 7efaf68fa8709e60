import { session } from '../../api/session.ts';
import { ShutOut, SignedOut } from '../../collab/index.ts';

/**
 * The tokens that open the documents of one user: they end with that user's session, even if another user signs in.
 * Without a session, a user must sign in again (SignedOut); a guest's visit is over (ShutOut). Any other failure can be
 * retried.
 */
export function tokensOf(
  userId: string,
  isGuest: boolean,
): { accessToken(): Promise<string>; refreshToken(): Promise<string> } {
  const own = async (get: () => Promise<string>): Promise<string> => {
    const token = await get().catch((error) => {
      const { state } = session.view();
      if (state !== 'signed-out' && state !== 'signing-out') throw error;
      throw isGuest ? new ShutOut() : new SignedOut();
    });
    const view = session.view();
    const id = view.state === 'signed-in' ? view.user.id : view.state === 'guest' ? view.guest.id : null;
    if (id !== userId) throw new SignedOut();
    return token;
  };
  return {
    accessToken: () => own(() => session.accessToken()),
    refreshToken: () => own(() => session.refreshToken()),
  };
}
