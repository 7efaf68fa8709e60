import { withTimeout } from '../observability/timeout.ts';
import { type Mail, MailRefused, parseMailbox } from './mail.ts';

const ANSWER_MS = 15_000;

// Of this mail, not of the installation or the moment: the same again would be refused again.
const PERMANENT =
  /^E_(VALIDATION_ERROR|FIELD_MISSING|TOO_MANY_RECIPIENTS|RECIPIENT_NOT_ALLOWED|RECIPIENT_SUPPRESSED|CONTENT_TOO_LARGE|HEADER_\w+)$/;

/** Sends by the binding EMAIL, Cloudflare's Email Service. */
export async function sendByBinding(env: Env, mail: Mail): Promise<void> {
  const { to, subject, text, html, headers } = mail;
  const from = parseMailbox(env.MAIL_FROM);
  try {
    await withTimeout(env.EMAIL.send({ from, to, subject, text, html, headers }), ANSWER_MS);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw PERMANENT.test(code) ? new MailRefused(`Email Service: ${code}`) : error;
  }
}
