import { type Mail, MailRefused } from './mail.ts';

const ANSWER_MS = 10_000;

/**
 * Sends through the HTTP mail provider of MAIL_HTTP_URL (docs/deploying.md, Mail): one POST for each mail, with the
 * same `Idempotency-Key` for every attempt. 4xx except 408 and 429: never again. Any other status but 2xx, or no
 * response in 10 s: try again.
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
    // The token must not follow a redirect.
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
