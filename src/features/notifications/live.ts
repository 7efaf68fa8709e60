import type { ChannelMessage, UserChannelRpc } from '../../../durable-objects/user-channel/rpc.ts';
import type { Work } from '../../platform/events/work.ts';
import { withTimeout } from '../../platform/observability/timeout.ts';
import { countUnread } from './queries.ts';
import type { NotificationItem } from './representation.ts';

const ANSWER_MS = 5_000;
const CORRECTIONS = 5;

type Means = Pick<Work, 'env' | 'db' | 'log'>;

/** The live channel of a user, for the Worker. */
export function channelOf(env: Env, userId: string): UserChannelRpc {
  return env.USER_CHANNEL.getByName(userId) as unknown as UserChannelRpc;
}

/**
 * Sends a user's open live channels the number of unread notifications, with a new one if there is one. Counts again
 * after sending, until both agree: of several concurrent senders, the last one has counted after all the others, so the
 * last number to arrive is right. Never throws: a client asks for the number whenever its channel opens.
 */
export async function sendLive(
  { env, db, log }: Means,
  userId: string,
  notification: NotificationItem | null,
): Promise<void> {
  try {
    let unread = await countUnread(db, userId, Date.now());
    let message: ChannelMessage =
      notification === null ? { type: 'unread', unread } : { type: 'notification', notification, unread };
    for (let i = 0; i < CORRECTIONS; i++) {
      await withTimeout(channelOf(env, userId).send(message), ANSWER_MS);
      const now = await countUnread(db, userId, Date.now());
      if (now === unread) return;
      unread = now;
      message = { type: 'unread', unread };
    }
  } catch (error) {
    log.warn('a live channel could not be told', { userId, error: String(error) });
  }
}
