import { withTimeout } from '../observability/timeout.ts';
import { type Mail, MailRefused, parseMailbox } from './mail.ts';

const ANSWER_MS = 10_000;

// Errors that would come again for the same mail. Any other (a limit, a fault, a sender's domain that is not set up
// yet) is tried again.
const OF_THE_RECIPIENT = /^E_(RECIPIENT_NOT_ALLOWED|RECIPIENT_SUPPRESSED|DELIVERY_FAILED)$/;
const OF_THE_REQUEST =
  /^E_(VALIDATION_ERROR|FIELD_MISSING|TOO_MANY_RECIPIENTS|CONTENT_TOO_LARGE|HEADERS?_\w+)$/;

/** Sends through the binding EMAIL, Cloudflare's Email Service. */
export async function sendByBinding(env: Env, mail: Mail): Promise<void> {
  const { to, subject, text, html, headers } = mail;
  const from = parseMailbox(env.MAIL_FROM);
  try {
    await withTimeout(env.EMAIL.send({ from, to, subject, text, html, headers }), ANSWER_MS);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (OF_THE_RECIPIENT.test(code)) throw new MailRefused(`Email Service: ${code}`, 'recipient');
    if (OF_THE_REQUEST.test(code)) throw new MailRefused(`Email Service: ${code}`, 'request');
    throw error;
  }
}
