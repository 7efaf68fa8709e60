import type { Context } from 'hono';
import {
  CHANNEL_GRANT_HEADER,
  CHANNEL_SUBPROTOCOL,
  type ChannelGrant,
} from '../../../durable-objects/user-channel/rpc.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { socketToken } from '../../platform/http/credential.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { grantedUpgrade, openSocket } from '../../platform/http/open-socket.ts';
import type { PersonCaller } from '../../platform/tokens/caller.ts';
import { identify } from '../../platform/verbs/identify.ts';

/**
 * `GET /v1/notifications/live` (docs/rest-api.md, Notifications): authenticates, and hands the socket to the user's
 * channel.
 */
export function connectLive(c: Context<AppEnv>): Promise<Response> {
  return openSocket(c, {
    subprotocol: CHANNEL_SUBPROTOCOL,
    tags: { channel: 'notifications' },
    refusals: 'channels_refused_total',
    authenticate: personOf,
    userOf: ({ userId }) => userId,
    open: ({ env }, { request, credential: { userId, credentialId, expiresAt } }) => {
      const grant: ChannelGrant = { userId, credentialId, expiresAt };
      return env.USER_CHANNEL.getByName(userId).fetch(
        grantedUpgrade(request, { subprotocol: CHANNEL_SUBPROTOCOL, header: CHANNEL_GRANT_HEADER, grant }),
      );
    },
  });
}

// Persons only: guests get no notifications, and programs poll them.
async function personOf(
  { env, db }: Deps,
  { headers }: Request,
  offered: readonly string[],
): Promise<PersonCaller | null> {
  const token = socketToken(headers, offered);
  if (!token) return null;
  const caller = await identify(env, db, token);
  return typeof caller !== 'string' && caller.kind === 'person' ? caller : null;
}
