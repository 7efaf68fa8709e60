import { count } from '../observability/metrics.ts';
import { sendByBinding } from './binding.ts';
import { sendByHttp } from './http-provider.ts';
import { keepLocally } from './local-mail.ts';
import { type Mail, withSafeHead } from './mail.ts';

/**
 * Sends a mail the way that this installation sends them: kept in the archive bucket where the app runs locally, else
 * by the HTTP provider of MAIL_HTTP_URL, else by Cloudflare's Email Service (the binding EMAIL). Resolves when it was
 * accepted. Throws MailRefused if it will never be accepted, and anything else if it may be tried again.
 */
export async function sendMail(env: Env, mail: Mail): Promise<void> {
  const safe = withSafeHead(mail);
  const way = deliveryOf(env);
  try {
    await SEND[way](env, safe);
    count('mails_total', { kind: mail.kind, way, outcome: 'taken' });
  } catch (error) {
    count('mails_total', { kind: mail.kind, way, outcome: 'failed' });
    throw error;
  }
}

const SEND = { local: keepLocally, http: sendByHttp, binding: sendByBinding } as const;

/** How mails leave this installation. */
function deliveryOf(env: Env): keyof typeof SEND {
  if ((env.MAIL_HTTP_URL as string) !== '') return 'http';
  return env.ENVIRONMENT === 'local' ? 'local' : 'binding';
}
