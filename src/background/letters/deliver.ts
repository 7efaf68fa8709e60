import { parseMailbox } from '../../platform/mail/mail.ts';
import { sendMail } from '../../platform/mail/send-mail.ts';
import type { Addressed } from './account-letters.ts';
import { compose } from './compose.ts';

/** Writes a letter and sends it; `id` is the same for every attempt at it. Throws as `sendMail` does. */
export async function deliver(
  env: Env,
  id: string,
  { to, language, letter, sent }: Addressed,
): Promise<void> {
  const product = parseMailbox(env.MAIL_FROM).name;
  await sendMail(env, { id, kind: letter.kind, to, ...compose(letter, product, language) });
  await sent?.();
}
