import { type Mail, type MailKind, oneLine } from '../../platform/mail/mail.ts';
import { textsFor } from './templates/catalogue.ts';
import { htmlPart, type Page, textPart } from './templates/layout.ts';
import type { DigestLine, MailData, Words } from './templates/words.ts';

/** The input of a mail: its kind with that kind's data, and the address of its button. */
export type Letter = {
  [K in MailKind]: {
    kind: K;
    data: MailData[K];
    url: string | null;
    /** For mails that can be turned off: the address of the page and of one-click unsubscribing (RFC 8058). */
    unsubscribe: { page: string; oneClick: string; settings: string } | null;
  };
}[MailKind];

const LONGEST_NAME = 120;
const LONGEST_LINE = 400;
const LONGEST_PASSAGE = 1_000;
// User text, by the field that it comes in.
const NAMES: ReadonlySet<string> = new Set(['actor', 'title', 'name', 'device']);
const PASSAGES: ReadonlySet<string> = new Set(['message', 'excerpt', 'note']);

/** Writes a mail in the reader's language; `product` is what this installation calls itself. */
export function compose(
  letter: Letter,
  product: string,
  language: unknown,
): Pick<Mail, 'subject' | 'text' | 'html' | 'headers'> {
  const texts = textsFor(language);
  const data = tidied(letter.data) as never;
  const write = texts.words[letter.kind] as (data: never, product: string) => Words;
  const words = write(data, product);
  const { unsubscribe, url } = letter;
  const footer: Page['footer'] = unsubscribe
    ? [
        { text: texts.footer.reason.notification },
        { text: texts.footer.unsubscribe, url: unsubscribe.page },
        { text: texts.footer.settings, url: unsubscribe.settings },
      ]
    : [{ text: letter.kind === 'invitation' ? texts.footer.reason.invitation : texts.footer.reason.account }];
  const page: Page = {
    language: texts.language,
    product,
    heading: words.heading,
    paragraphs: words.paragraphs,
    quote: words.quote ?? null,
    lines:
      letter.kind === 'digest'
        ? (data as MailData['digest']).lines.map((line: DigestLine) => ({
            // One line each: user text must not look like another line of ours.
            text: oneLine(texts.line(line), LONGEST_LINE),
            url: line.url,
          }))
        : [],
    action:
      words.action !== undefined && url !== null
        ? { label: words.action, url, hint: texts.footer.link }
        : null,
    notes: words.notes ?? [],
    footer,
  };
  return {
    subject: words.subject,
    html: htmlPart(page),
    text: textPart(page),
    headers: {
      // No out-of-office replies to automatic mail (RFC 3834).
      'Auto-Submitted': 'auto-generated',
      // Mail programs use it only over TLS, and the Email Service accepts no other.
      ...(unsubscribe?.oneClick.startsWith('https:') && {
        'List-Unsubscribe': `<${unsubscribe.oneClick}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
  };
}

// Names and titles become one line of bounded length that no mail program turns into a link: an inviter must not send
// strangers a message through a name. Passages keep their lines.
function tidied(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    if (NAMES.has(key)) return unlinked(oneLine(value, LONGEST_NAME));
    if (key === 'about') return unlinked(oneLine(value, LONGEST_LINE));
    return PASSAGES.has(key) ? passage(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => tidied(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, tidied(inner, name)]));
}

function passage(text: string): string {
  const lines = text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => oneLine(line, LONGEST_PASSAGE))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return lines.length <= LONGEST_PASSAGE ? lines : `${lines.slice(0, LONGEST_PASSAGE - 1).toWellFormed()}…`;
}

// A zero-width space after the characters that make an address: it looks the same and is no address.
function unlinked(text: string): string {
  return text.replace(/(?<=[\p{L}\p{N}])\.(?=\p{L})|:\/\/|@/gu, '$&\u200b');
}
