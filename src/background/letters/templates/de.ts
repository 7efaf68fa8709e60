import type { Role } from '../../../protocol/role.ts';
import { type DigestLine, readableTime, type SecurityChange, type Texts, type Words } from './words.ts';

const ROLES: Record<Role, string> = {
  owner: 'es gehört Ihnen',
  editor: 'Sie dürfen es bearbeiten',
  commenter: 'Sie dürfen es kommentieren',
  viewer: 'Sie dürfen es lesen',
};
const WISHES: Record<Role, string> = {
  owner: 'besitzen',
  editor: 'bearbeiten',
  commenter: 'kommentieren',
  viewer: 'lesen',
};

const when = (at: number, device: string) => `${readableTime(at, 'de')}, ${device}.`;
const NOT_YOU =
  'Wenn Sie das nicht waren, setzen Sie jetzt ein neues Passwort: Das beendet jede Sitzung Ihres Kontos. Sehen Sie danach Ihre Sicherheitseinstellungen durch.';

/** What mails say in German. */
export const de: Texts = {
  language: 'de',
  somebody: 'Jemand',
  words: {
    'verify-email': ({ hours }, product) => ({
      subject: `Bestätigen Sie Ihre Adresse für ${product}`,
      heading: 'Bestätigen Sie Ihre Adresse',
      paragraphs: [
        `Jemand, hoffentlich Sie, hat mit dieser Adresse ein Konto bei ${product} angelegt. Bestätigen Sie, dass sie Ihnen gehört.`,
      ],
      action: 'Adresse bestätigen',
      notes: [
        'Wo Sie nicht in diesem Konto angemeldet sind, wählen Sie danach ein neues Passwort: Was zuvor zum Anmelden eingerichtet wurde, entfällt.',
        `Der Link gilt einmal, ${hours} Stunden lang. Wenn Sie kein Konto angelegt haben, tun Sie nichts: Ohne Bestätigung gilt die Adresse nicht.`,
      ],
    }),
    'reset-password': ({ minutes }, product) => ({
      subject: `Setzen Sie ein neues Passwort für ${product}`,
      heading: 'Neues Passwort setzen',
      paragraphs: [`Jemand möchte für Ihr Konto bei ${product} ein neues Passwort setzen.`],
      action: 'Neues Passwort setzen',
      notes: [
        `Der Link gilt einmal, ${minutes} Minuten lang. Wenn Sie das nicht wollten, tun Sie nichts: Ihr Passwort bleibt, wie es ist.`,
      ],
    }),
    'already-registered': (_, product) => ({
      subject: `Sie haben schon ein Konto bei ${product}`,
      heading: 'Sie haben schon ein Konto',
      paragraphs: [
        `Jemand, vielleicht Sie, wollte mit dieser Adresse ein Konto bei ${product} anlegen. Es gibt schon eines, und nichts wurde geändert.`,
        'Wenn Sie das waren, melden Sie sich an. Wenn Sie Ihr Passwort nicht mehr wissen, wählen Sie dort ein neues.',
      ],
      action: 'Anmelden',
      notes: ['Wenn Sie das nicht waren, müssen Sie nichts tun.'],
    }),
    'password-changed': ({ at, device, how }) => ({
      subject: 'Ihr Passwort wurde geändert',
      heading: 'Ihr Passwort wurde geändert',
      paragraphs: [
        how === 'reset'
          ? 'Über einen Link in einer E-Mail wurde ein neues Passwort gesetzt.'
          : 'Ihr Passwort wurde geändert.',
        when(at, device),
        NOT_YOU,
      ],
      action: 'Neues Passwort setzen',
    }),
    'new-sign-in': ({ at, device }) => ({
      subject: `Neue Anmeldung: ${device}`,
      heading: 'Anmeldung auf einem neuen Gerät',
      paragraphs: [when(at, device), 'Wenn Sie das waren, ist nichts zu tun.', NOT_YOU],
      action: 'Angemeldete Geräte ansehen',
    }),
    'factor-changed': ({ at, device, change }) => ({
      subject: SECURITY[change.what](nameOf(change)),
      heading: 'Die Sicherheit Ihres Kontos hat sich geändert',
      paragraphs: [`${SECURITY[change.what](nameOf(change))}.`, when(at, device), NOT_YOU],
      action: 'Sicherheitseinstellungen ansehen',
    }),
    'account-erased': (_, product) => ({
      subject: `Ihr Konto bei ${product} wurde gelöscht`,
      heading: 'Ihr Konto wurde gelöscht',
      paragraphs: [
        `Ihr Konto bei ${product} und alles, was über Sie gespeichert war, wurde wie verlangt gelöscht. Dies ist die letzte E-Mail an diese Adresse.`,
        'Sicherungskopien vergessen es mit ihrer eigenen Frist.',
      ],
    }),
    invitation: ({ actor, title, role, message }, product) => ({
      subject: `${actor} lädt Sie zu „${title}“ ein`,
      heading: `${actor} lädt Sie zu „${title}“ ein`,
      paragraphs: [`Sobald Sie bei ${product} ein Konto mit dieser Adresse haben: ${ROLES[role]}.`],
      ...(message && { quote: message }),
      action: 'Einladung annehmen',
      notes: ['Die Einladung endet nach 30 Tagen. Wenn Sie den Absender nicht kennen, tun Sie nichts.'],
    }),
    'invitation-accepted': ({ actor, title }) => ({
      subject: `${actor} hat Ihre Einladung zu „${title}“ angenommen`,
      heading: 'Eine Einladung wurde angenommen',
      paragraphs: [`${actor} hat die Einladung zu „${title}“ angenommen.`],
      action: 'Dokument öffnen',
    }),
    shared: ({ actor, title, role }) => ({
      subject: `${actor} hat „${title}“ mit Ihnen geteilt`,
      heading: `${actor} hat „${title}“ mit Ihnen geteilt`,
      paragraphs: [`Ihre Rolle: ${ROLES[role]}.`],
      action: 'Dokument öffnen',
    }),
    'role-changed': ({ actor, title, role }) => ({
      subject: `Ihre Rolle in „${title}“ hat sich geändert`,
      heading: 'Ihre Rolle hat sich geändert',
      paragraphs: [`${actor} hat Ihre Rolle in „${title}“ geändert: ${ROLES[role]}.`],
      action: 'Dokument öffnen',
    }),
    'owner-changed': ({ actor, title, change }) => ({
      ...{
        offered: {
          subject: `${actor} bietet Ihnen „${title}“ an`,
          heading: `${actor} bietet Ihnen „${title}“ an`,
          paragraphs: [
            'Nehmen Sie an, gehört das Dokument Ihnen: Wer darin was darf, bestimmen dann Sie. Das Angebot gilt 30 Tage; bis Sie annehmen, ändert sich nichts.',
          ],
        },
        accepted: {
          subject: `„${title}“ gehört jetzt ${actor}`,
          heading: `„${title}“ gehört jetzt ${actor}`,
          paragraphs: ['Ihr Angebot wurde angenommen. Sie dürfen das Dokument weiterhin bearbeiten.'],
        },
        declined: {
          subject: `${actor} hat „${title}“ abgelehnt`,
          heading: `${actor} hat „${title}“ abgelehnt`,
          paragraphs: ['Das Dokument gehört Ihnen wie bisher.'],
        },
        inherited: {
          subject: `„${title}“ gehört jetzt Ihnen`,
          heading: `„${title}“ gehört jetzt Ihnen`,
          paragraphs: [
            'Wem das Dokument gehörte, hat sein Konto gelöscht. Wer darin was darf, bestimmen ab jetzt Sie.',
          ],
        },
      }[change],
      action: 'Dokument öffnen',
    }),
    'access-requested': ({ actor, title, role, message }) => ({
      subject: `${actor} bittet um Zugang zu „${title}“`,
      heading: `${actor} bittet um Zugang`,
      paragraphs: [`${actor} möchte „${title}“ ${WISHES[role]}.`],
      ...(message && { quote: message }),
      action: 'Anfrage beantworten',
    }),
    'access-answered': ({ actor, title, role }) =>
      role === null || title === null
        ? {
            subject: 'Ihre Bitte um Zugang wurde abgelehnt',
            heading: 'Ihre Bitte wurde abgelehnt',
            paragraphs: ['Sie haben um Zugang zu einem Dokument gebeten. Er wurde nicht gegeben.'],
          }
        : {
            subject: `Sie haben Zugang zu „${title}“`,
            heading: `Sie haben Zugang zu „${title}“`,
            paragraphs: [`${actor} hat Ihre Bitte beantwortet: ${ROLES[role]}.`],
            action: 'Dokument öffnen',
          },
    comment: ({ actor, title, isReply, excerpt, about }) => ({
      subject: commented(actor, title, isReply),
      heading: commented(actor, title, isReply),
      ...said(excerpt, about),
      action: 'Kommentar öffnen',
    }),
    mention: ({ actor, title, excerpt, about }) => ({
      subject: `${actor} hat Sie in „${title}“ erwähnt`,
      heading: `${actor} hat Sie in „${title}“ erwähnt`,
      ...said(excerpt, about),
      action: 'Kommentar öffnen',
    }),
    suggestion: ({ actor, title, note }) => ({
      subject: `${actor} hat eine Änderung in „${title}“ vorgeschlagen`,
      heading: `${actor} hat eine Änderung in „${title}“ vorgeschlagen`,
      paragraphs: note === null ? ['Öffnen Sie das Dokument, um den Vorschlag zu sehen.'] : [],
      ...(note !== null && { quote: note }),
      action: 'Vorschlag öffnen',
    }),
    'suggestion-decided': ({ actor, title, isAccepted }) => ({
      subject: `${actor} hat einen Vorschlag in „${title}“ ${isAccepted ? 'angenommen' : 'abgelehnt'}`,
      heading: isAccepted ? 'Ein Vorschlag wurde angenommen' : 'Ein Vorschlag wurde abgelehnt',
      paragraphs: [`${actor} hat einen Vorschlag in „${title}“ ${isAccepted ? 'angenommen' : 'abgelehnt'}.`],
      action: 'Dokument öffnen',
    }),
    'fork-merged': ({ actor, title, message }) => ({
      subject: `${actor} hat eine Abzweigung in „${title}“ eingebracht`,
      heading: `${actor} hat eine Abzweigung in „${title}“ eingebracht`,
      paragraphs: [
        'Was in einer Abzweigung Ihres Dokuments geschrieben wurde, steht jetzt im Dokument. Der Verlauf zeigt, was es ist.',
      ],
      ...(message && { quote: message }),
      action: 'Dokument öffnen',
    }),
    digest: ({ lines, more }, product) => {
      const total = lines.length + more;
      return {
        subject: total === 1 ? `Eine Neuigkeit bei ${product}` : `${total} Neuigkeiten bei ${product}`,
        heading: 'Was geschehen ist',
        paragraphs: [],
        ...(more > 0 && { notes: [`Und ${more} weitere, in der App.`] }),
        action: `${product} öffnen`,
      };
    },
  },
  line: (line) => LINES[line.kind](line),
  footer: {
    reason: {
      account: 'Sie erhalten diese E-Mail, weil sie die Sicherheit Ihres Kontos betrifft.',
      notification: 'Sie erhalten diese E-Mail wegen Ihrer Benachrichtigungseinstellungen.',
      invitation: 'Sie erhalten diese E-Mail, weil jemand Ihre Adresse eingegeben hat.',
    },
    unsubscribe: 'Keine solchen E-Mails mehr',
    settings: 'Benachrichtigungseinstellungen',
    link: 'Wenn der Knopf nicht funktioniert, öffnen Sie diese Adresse:',
  },
};

function nameOf(change: SecurityChange): string {
  return 'name' in change ? change.name : '';
}

const SECURITY: Record<SecurityChange['what'], (name: string) => string> = {
  passkey_added: (name) => `Ein Passkey wurde hinzugefügt: ${name}`,
  passkey_removed: (name) => `Ein Passkey wurde entfernt: ${name}`,
  totp_added: () => 'Eine Authenticator-App wurde eingerichtet',
  totp_removed: () => 'Die Authenticator-App wurde entfernt',
  recovery_codes_added: () => 'Neue Wiederherstellungscodes wurden erstellt',
  identity_linked: (name) => `Ein Konto bei ${name} kann sich jetzt als Sie anmelden`,
  identity_unlinked: (name) => `Ein Konto bei ${name} kann sich nicht mehr als Sie anmelden`,
  token_created: (name) => `Ein API-Token wurde erstellt: ${name}`,
};

function commented(actor: string | null, title: string | null, isReply: boolean): string {
  return isReply
    ? `${actor} hat in „${title}“ auf einen Kommentar geantwortet`
    : `${actor} hat „${title}“ kommentiert`;
}

function said(excerpt: string | null, about: string | null): Pick<Words, 'paragraphs' | 'quote'> {
  if (excerpt === null) return { paragraphs: ['Öffnen Sie das Dokument, um den Kommentar zu lesen.'] };
  return { paragraphs: about === null ? [] : [`Zu „${about}“:`], quote: excerpt };
}

function withExcerpt(line: string, excerpt: string | null): string {
  return excerpt === null ? `${line}.` : `${line}: ${excerpt}`;
}

const LINES: Record<DigestLine['kind'], (line: DigestLine) => string> = {
  shared: ({ actor, title, role }) =>
    `${actor} hat „${title}“ mit Ihnen geteilt: ${ROLES[role ?? 'viewer']}.`,
  invited: ({ actor, title }) => `${actor} hat die Einladung zu „${title}“ angenommen.`,
  access_requested: ({ actor, title }) => `${actor} bittet um Zugang zu „${title}“.`,
  access_answered: ({ title, role }) =>
    role === null || title === null
      ? 'Eine Ihrer Bitten um Zugang wurde abgelehnt.'
      : `Sie haben Zugang zu „${title}“: ${ROLES[role]}.`,
  owner_changed: ({ actor, title, change }) =>
    ({
      offered: `${actor} bietet Ihnen „${title}“ an.`,
      accepted: `„${title}“ gehört jetzt ${actor}: Ihr Angebot wurde angenommen.`,
      declined: `${actor} hat „${title}“ abgelehnt.`,
      inherited: `„${title}“ gehört jetzt Ihnen.`,
    })[change],
  role_changed: ({ title, role }) =>
    `Ihre Rolle in „${title}“ hat sich geändert: ${ROLES[role ?? 'viewer']}.`,
  comment: ({ actor, title, isReply, excerpt }) => withExcerpt(commented(actor, title, isReply), excerpt),
  mention: ({ actor, title, excerpt }) => withExcerpt(`${actor} hat Sie in „${title}“ erwähnt`, excerpt),
  suggestion: ({ actor, title, excerpt }) =>
    withExcerpt(`${actor} hat eine Änderung in „${title}“ vorgeschlagen`, excerpt),
  suggestion_decided: ({ actor, title, isAccepted }) =>
    `${actor} hat einen Vorschlag in „${title}“ ${isAccepted ? 'angenommen' : 'abgelehnt'}.`,
  fork_merged: ({ actor, title }) => `${actor} hat eine Abzweigung in „${title}“ eingebracht.`,
};
