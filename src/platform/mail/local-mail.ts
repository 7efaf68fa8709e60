import { randomId } from '../../base/ids.ts';
import { LOCAL_MAIL_PREFIX, localMailKey } from '../archive/keys.ts';
import type { Mail } from './mail.ts';

/** A mail that was kept instead of sent. */
export interface KeptMail extends Mail {
  /** ISO 8601. */
  at: string;
}

const PAGE = 500;
const LOOKED_THROUGH = 5_000;

/** Keeps a mail instead of sending it, for developers of the app. */
export async function keepLocally(env: Env, mail: Mail): Promise<void> {
  const now = Date.now();
  const kept: KeptMail = { ...mail, id: randomId(), at: new Date(now).toISOString() };
  await env.ARCHIVE.put(localMailKey(now, kept.id), JSON.stringify(kept), {
    customMetadata: { to: mail.to.slice(0, 1_000) },
  });
}

/** The newest kept mails, at most `limit`; only those to one address, if given. */
export async function listKept(env: Env, to: string | null, limit: number): Promise<KeptMail[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  for (let seen = 0; seen < LOOKED_THROUGH && keys.length < limit; ) {
    const page = await env.ARCHIVE.list({
      prefix: LOCAL_MAIL_PREFIX,
      limit: PAGE,
      include: ['customMetadata'],
      ...(cursor !== undefined && { cursor }),
    });
    for (const { key, customMetadata } of page.objects)
      if (to === null || customMetadata?.to === to) keys.push(key);
    seen += page.objects.length;
    if (!page.truncated) break;
    cursor = page.cursor;
  }
  const mails = await Promise.all(keys.slice(0, limit).map((key) => read(env, key)));
  return mails.filter((mail) => mail !== null);
}

/** The kept mail with this id among the newest, or null. */
export async function findKept(env: Env, id: string): Promise<KeptMail | null> {
  let cursor: string | undefined;
  for (let seen = 0; seen < LOOKED_THROUGH; ) {
    const page = await env.ARCHIVE.list({
      prefix: LOCAL_MAIL_PREFIX,
      ...(cursor !== undefined && { cursor }),
    });
    const found = page.objects.find(({ key }) => key.endsWith(`-${id}.json`));
    if (found) return read(env, found.key);
    seen += page.objects.length;
    if (!page.truncated) return null;
    cursor = page.cursor;
  }
  return null;
}

async function read(env: Env, key: string): Promise<KeptMail | null> {
  const object = await env.ARCHIVE.get(key);
  return object === null ? null : await object.json<KeptMail>();
}
