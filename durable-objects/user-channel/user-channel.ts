import { DurableObject } from 'cloudflare:workers';
import type { UserChannelRpc } from './rpc.ts';

/** The live channel of one user, and where their sessions have sockets. */
export class UserChannel extends DurableObject<Env> implements UserChannelRpc {
  async socketOpened(): Promise<{ ended: boolean }> {
    return { ended: false };
  }

  async socketsClosed(): Promise<void> {}

  async endSessions(): Promise<void> {}

  async send(): Promise<void> {}

  async erase(): Promise<void> {}
}
