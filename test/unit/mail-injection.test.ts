import { expect, test } from 'vitest';
import { compose, type Letter } from '../../src/background/letters/compose.ts';
import { CATALOGUE, textsFor } from '../../src/background/letters/templates/catalogue.ts';
import {
  MAIL_KINDS,
  type Mail,
  MailRefused,
  oneLine,
  parseMailbox,
  withSafeHead,
} from '../../src/platform/mail/mail.ts';

const EVIL = `"><img src=x onerror=alert(1)><a href='javascript:alert(1)'>&lt;b\r\nBcc: victim@example.com\n\u202egnp`;
const unsubscribe = {
  page: 'https://docs.example/unsubscribe?token=a',
  oneClick: 'https://docs.example/v1/notifications/unsubscribe?token=a',
  settings: 'https://docs.example/settings/notifications',
};
const URL_OF_IT = 'https://docs.example/d/abc?a=1&b=2';
const line = {
  kind: 'comment',
  actor: EVIL,
  title: EVIL,
  role: null,
  excerpt: EVIL,
  change: 'offered',
  url: URL_OF_IT,
} as const;

/** A letter of every kind, with an attacker's text in every user-written field. */
const LETTERS: Letter[] = [
  { kind: 'verify-email', data: { hours: 24 } },
  { kind: 'already-registered', data: {} },
  { kind: 'reset-password', data: { minutes: 60 } },
  { kind: 'password-changed', data: { at: 0, device: EVIL, how: 'change' } },
  { kind: 'new-sign-in', data: { at: 0, device: EVIL } },
  { kind: 'factor-changed', data: { at: 0, device: EVIL, change: { what: 'passkey_added', name: EVIL } } },
  { kind: 'account-erased', data: { name: EVIL } },
  { kind: 'invitation', data: { actor: EVIL, title: EVIL, role: 'editor', message: EVIL } },
  { kind: 'invitation-accepted', data: { actor: EVIL, title: EVIL, role: 'editor' } },
  { kind: 'shared', data: { actor: EVIL, title: EVIL, role: 'viewer' } },
  { kind: 'role-changed', data: { actor: EVIL, title: EVIL, role: 'viewer' } },
  ...(['offered', 'accepted', 'declined', 'inherited'] as const).map((change) => ({
    kind: 'owner-changed' as const,
    data: { actor: EVIL, title: EVIL, change },
  })),
  { kind: 'access-requested', data: { actor: EVIL, title: EVIL, role: 'viewer', message: EVIL } },
  { kind: 'access-answered', data: { actor: EVIL, title: EVIL, role: 'viewer' } },
  { kind: 'comment', data: { actor: EVIL, title: EVIL, isReply: true, excerpt: EVIL, about: EVIL } },
  { kind: 'comment', data: { actor: EVIL, title: EVIL, isReply: true, excerpt: null, about: null } },
  { kind: 'mention', data: { actor: EVIL, title: EVIL, isReply: false, excerpt: EVIL, about: EVIL } },
  { kind: 'suggestion', data: { actor: EVIL, title: EVIL, note: EVIL } },
  { kind: 'suggestion-decided', data: { actor: EVIL, title: EVIL, isAccepted: true } },
  { kind: 'fork-merged', data: { actor: EVIL, title: EVIL, message: EVIL } },
  { kind: 'digest', data: { lines: [line], more: 3 } },
].map((letter) => ({ ...letter, url: URL_OF_IT, unsubscribe }) as Letter);

test('there is a letter of every kind here', () => {
  expect([...new Set(LETTERS.map(({ kind }) => kind))].sort()).toEqual([...MAIL_KINDS].sort());
});

for (const language of Object.keys(CATALOGUE)) {
  test.each(LETTERS.map((letter) => [letter.kind, letter] as const))(
    `${language}: %s holds nothing of what was written as markup, header or reversed text`,
    (_, letter) => {
      const { subject, html, text, headers } = compose(letter, 'Octavo', language);
      const head = withSafeHead({ ...mailWith({ subject }), headers });
      expect(head.subject).not.toMatch(/[\r\n\u202e]/);
      expect(html).not.toMatch(/<img|<script|<a href='|javascript:alert\(1\)['"]>/);
      expect(html).not.toContain('\u202e');
      expect(text).not.toContain('\u202e');
      // Every link leads to our own origin.
      for (const [, href] of html.matchAll(/href="([^"]*)"/g))
        expect(href).toMatch(/^https:\/\/docs\.example\//);
      // The text of a name or a title stays on its line.
      expect(text).not.toMatch(/^Bcc:/m);
      // In text that cannot be escaped, no mail program finds an address in a name.
      if (!/message|excerpt|note/.test(JSON.stringify(letter.data)))
        expect(text).not.toContain('victim@example.com');
      expect(html).toContain(`<html lang="${language}">`);
      expect(`${subject}${html}${text}`).not.toMatch(/undefined|\[object/);
    },
  );
}

test('a language is chosen by its primary subtag; anything else is English', () => {
  expect(textsFor('de').language).toBe('de');
  expect(textsFor('de-CH').language).toBe('de');
  for (const none of ['fr', '', undefined, 7, true, '__proto__', 'constructor'])
    expect(textsFor(none).language).toBe('en');
});

test.each([
  'a@example.com\r\nBcc: b@example.com',
  'a@example.com, b@example.com',
  'a b@example.com',
  'A <a@example.com>',
  'a@b@example.com',
  '"a"@example.com',
  'a',
  '@example.com',
  `${'a'.repeat(320)}@example.com`,
])('%j is no recipient', (to) => {
  expect(() => withSafeHead(mailWith({ to }))).toThrow(MailRefused);
});

test('a header with a line break is no header', () => {
  expect(() => withSafeHead(mailWith({ headers: { 'X-A': 'a\r\nBcc: b@example.com' } }))).toThrow(
    MailRefused,
  );
  expect(() => withSafeHead(mailWith({ headers: { 'X-A: b\r\nBcc': 'c' } }))).toThrow(MailRefused);
});

test('a text becomes one line, of whole characters', () => {
  expect(oneLine(' a\r\n\t b\u2028c\u202e \ud800', 20)).toBe('a b c \ufffd');
  expect(oneLine('🙂🙂🙂🙂', 3)).toBe('🙂🙂…');
});

test('a sender is a name and an address', () => {
  expect(parseMailbox('Octavo <octavo@localhost>')).toEqual({ name: 'Octavo', email: 'octavo@localhost' });
  expect(parseMailbox('"Docs, Inc." <d@example.com>')).toEqual({
    name: 'Docs, Inc.',
    email: 'd@example.com',
  });
  expect(parseMailbox('d@example.com')).toEqual({ name: 'd@example.com', email: 'd@example.com' });
});

test('mails that can be turned off say how, by https only', () => {
  const letter = LETTERS.find(({ kind }) => kind === 'shared') as Letter;
  expect(compose(letter, 'Octavo', 'en').headers).toEqual({
    'Auto-Submitted': 'auto-generated',
    'List-Unsubscribe': `<${unsubscribe.oneClick}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
  const local = { ...letter, unsubscribe: { ...unsubscribe, oneClick: 'http://localhost/u' } } as Letter;
  expect(compose(local, 'Octavo', 'en').headers).toEqual({ 'Auto-Submitted': 'auto-generated' });
});

function mailWith(change: Partial<Mail>): Mail {
  return {
    id: 'i',
    kind: 'shared',
    to: 'a@example.com',
    subject: 's',
    text: 't',
    html: 'h',
    headers: {},
    ...change,
  };
}
