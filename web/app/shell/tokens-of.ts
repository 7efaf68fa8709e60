import { session } from '../../api/session.ts';
import { ShutOut, SignedOut } from '../../collab/index.ts';

/**
 * The tokens by which the documents of one user are open: they end with that user's session, whoever signs in next. Without
 * one a user has to sign in again (SignedOut); for a guest it is over (ShutOut). Any other failure is worth another try.
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
