import type { ChannelRenewal } from './rpc.ts';

// An access token has a few hundred characters.
const LONGEST = 8_192;

/** The token of a ChannelRenewal; null for any other message. */
export function renewalToken(data: string | ArrayBuffer): string | null {
  if (typeof data !== 'string' || data.length > LONGEST) return null;
  try {
    const message = JSON.parse(data) as Partial<ChannelRenewal> | null;
    return message?.type === 'auth' && typeof message.token === 'string' ? message.token : null;
  } catch {
    return null;
  }
}
