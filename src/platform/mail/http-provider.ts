import { type Mail, MailRefused } from './mail.ts';

const ANSWER_MS = 10_000;

/**
 * Sends by the HTTP mail provider of MAIL_HTTP_URL (docs/deploying.md, Mail): one POST a mail, `Idempotency-Key` the same
 * for every attempt at it. 4xx but 408 and 429: never again. Anything else that is not 2xx, or no answer in 10 s: again.
 */
export async function sendByHttp(env: Env, mail: Mail): Promise<void> {
  const { id, to, subject, text, html, headers } = mail;
  const response = await fetch(env.MAIL_HTTP_URL as string, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': id,
      ...(env.MAIL_HTTP_TOKEN ? { Authorization: `Bearer ${env.MAIL_HTTP_TOKEN}` } : {}),
    },
    body: JSON.stringify({ from: env.MAIL_FROM, to, subject, text, html, headers }),
    // The token must not travel to wherever a redirect leads.
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  await response.body?.cancel();
  const { status } = response;
  if (response.ok) return;
  if (status >= 400 && status < 500 && status !== 408 && status !== 429)
    throw new MailRefused(`the mail provider answers ${status}`, 'request');
  throw new Error(`the mail provider answers ${status}`);
}
