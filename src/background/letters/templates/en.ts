import type { Role } from '../../../protocol/role.ts';
import { type DigestLine, readableTime, type SecurityChange, type Texts, type Words } from './words.ts';

const ROLES: Record<Role, string> = {
  owner: 'own it',
  editor: 'edit it',
  commenter: 'comment on it',
  viewer: 'read it',
};

const when = (at: number, device: string) => `${readableTime(at, 'en')}, ${device}.`;
const NOT_YOU =
  'If this was not you, set a new password now. This ends every session of your account. Then review your security settings.';

/** What mails say in English. */
export const en: Texts = {
  language: 'en',
  somebody: 'Somebody',
  words: {
    'verify-email': ({ hours }, product) => ({
      subject: `Confirm your address for ${product}`,
      heading: 'Confirm your address',
      paragraphs: [
        `Somebody, we hope you, created an account at ${product} with this address. Confirm that it is yours.`,
      ],
      action: 'Confirm the address',
      notes: [
        'If you open the link where you are not signed in to the account, you then choose a new password. All other ways to sign in to it are removed.',
        `The link works once, for ${hours} hours. If you did not create an account, do nothing: without confirmation the address is not used.`,
      ],
    }),
    'reset-password': ({ minutes }, product) => ({
      subject: `Set a new password for ${product}`,
      heading: 'Set a new password',
      paragraphs: [`Somebody asked to set a new password for your account at ${product}.`],
      action: 'Set a new password',
      notes: [
        `The link works once, for ${minutes} minutes. If you did not ask for this, do nothing: your password stays as it is.`,
      ],
    }),
    'already-registered': (_, product) => ({
      subject: `You already have an account at ${product}`,
      heading: 'You already have an account',
      paragraphs: [
        `Somebody, perhaps you, tried to create an account at ${product} with this address. It already has one, and nothing was changed.`,
        'If it was you, sign in. If you have forgotten your password, choose a new one there.',
      ],
      action: 'Sign in',
      notes: ['If it was not you, there is nothing to do.'],
    }),
    'password-changed': ({ at, device, how }) => ({
      subject: 'Your password was changed',
      heading: 'Your password was changed',
      paragraphs: [
        how === 'reset' ? 'A new password was set with a link from a mail.' : 'Your password was changed.',
        when(at, device),
        NOT_YOU,
      ],
      action: 'Set a new password',
    }),
    'new-sign-in': ({ at, device }) => ({
      subject: `New sign-in: ${device}`,
      heading: 'Somebody signed in on a new device',
      paragraphs: [when(at, device), 'If it was you, there is nothing to do.', NOT_YOU],
      action: 'See where you are signed in',
    }),
    'factor-changed': ({ at, device, change }) => ({
      subject: SECURITY[change.what](nameOf(change)),
      heading: 'Your account’s security has changed',
      paragraphs: [`${SECURITY[change.what](nameOf(change))}.`, when(at, device), NOT_YOU],
      action: 'Review your security settings',
    }),
    'account-erased': (_, product) => ({
      subject: `Your account at ${product} was deleted`,
      heading: 'Your account was deleted',
      paragraphs: [
        `Your account at ${product} and all data about you have been deleted, as requested. This is the last mail to this address.`,
        'Backups keep the data until they expire.',
      ],
    }),
    invitation: ({ actor, title, role, message }, product) => ({
      subject: `${actor} invites you to “${title}”`,
      heading: `${actor} invites you to “${title}”`,
      paragraphs: [`You may ${ROLES[role]} at ${product}, once you have an account with this address.`],
      ...(message && { quote: message }),
      action: 'Accept the invitation',
      notes: ['The invitation expires after 30 days. If you do not know who sent it, do nothing.'],
    }),
    'invitation-accepted': ({ actor, title }) => ({
      subject: `${actor} accepted your invitation to “${title}”`,
      heading: 'An invitation was accepted',
      paragraphs: [`${actor} accepted the invitation to “${title}”.`],
      action: 'Open the document',
    }),
    shared: ({ actor, title, role }) => ({
      subject: `${actor} shared “${title}” with you`,
      heading: `${actor} shared “${title}” with you`,
      paragraphs: [`You may ${ROLES[role]}.`],
      action: 'Open the document',
    }),
    'role-changed': ({ actor, title, role }) => ({
      subject: `Your role in “${title}” has changed`,
      heading: 'Your role has changed',
      paragraphs: [`${actor} changed your role in “${title}”. You may now ${ROLES[role]}.`],
      action: 'Open the document',
    }),
    'owner-changed': ({ actor, title, change }) => ({
      ...{
        offered: {
          subject: `${actor} offers you “${title}”`,
          heading: `${actor} offers you “${title}”`,
          paragraphs: [
            'If you accept, you own the document and decide who can do what in it. The offer is valid for 30 days. Until you accept, nothing changes.',
          ],
        },
        accepted: {
          subject: `${actor} now owns “${title}”`,
          heading: `${actor} now owns “${title}”`,
          paragraphs: ['Your offer was accepted. You can still edit the document.'],
        },
        declined: {
          subject: `${actor} declined “${title}”`,
          heading: `${actor} declined “${title}”`,
          paragraphs: ['You still own the document.'],
        },
        inherited: {
          subject: `“${title}” is now yours`,
          heading: `“${title}” is now yours`,
          paragraphs: [
            'The owner of the document deleted their account. You now decide who can do what in it.',
          ],
        },
      }[change],
      action: 'Open the document',
    }),
    'access-requested': ({ actor, title, role, message }) => ({
      subject: `${actor} asks for access to “${title}”`,
      heading: `${actor} asks for access`,
      paragraphs: [`${actor} would like to open “${title}” and ${ROLES[role]}.`],
      ...(message && { quote: message }),
      action: 'Answer the request',
    }),
    'access-answered': ({ actor, title, role }) =>
      role === null || title === null
        ? {
            subject: 'Your request for access was declined',
            heading: 'Your request was declined',
            paragraphs: ['You asked for access to a document. The request was declined.'],
          }
        : {
            subject: `You have access to “${title}”`,
            heading: `You have access to “${title}”`,
            paragraphs: [`${actor} answered your request: you may ${ROLES[role]}.`],
            action: 'Open the document',
          },
    comment: ({ actor, title, isReply, excerpt, about }) => ({
      subject: commented(actor, title, isReply),
      heading: commented(actor, title, isReply),
      ...said(excerpt, about),
      action: 'Open the comment',
    }),
    mention: ({ actor, title, excerpt, about }) => ({
      subject: `${actor} mentioned you in “${title}”`,
      heading: `${actor} mentioned you in “${title}”`,
      ...said(excerpt, about),
      action: 'Open the comment',
    }),
    suggestion: ({ actor, title, note }) => ({
      subject: `${actor} suggested a change in “${title}”`,
      heading: `${actor} suggested a change in “${title}”`,
      paragraphs: note === null ? ['Open the document to see the suggestion.'] : [],
      ...(note !== null && { quote: note }),
      action: 'Open the suggestion',
    }),
    'suggestion-decided': ({ actor, title, isAccepted }) => ({
      subject: `${actor} ${isAccepted ? 'accepted' : 'rejected'} a suggestion in “${title}”`,
      heading: isAccepted ? 'A suggestion was accepted' : 'A suggestion was rejected',
      paragraphs: [`${actor} ${isAccepted ? 'accepted' : 'rejected'} a suggestion in “${title}”.`],
      action: 'Open the document',
    }),
    'fork-merged': ({ actor, title, message }) => ({
      subject: `${actor} merged a fork into “${title}”`,
      heading: `${actor} merged a fork into “${title}”`,
      paragraphs: [
        'What was written in a fork of your document is now in the document. Its history shows what.',
      ],
      ...(message && { quote: message }),
      action: 'Open the document',
    }),
    digest: ({ lines, more }, product) => {
      const total = lines.length + more;
      return {
        subject:
          total === 1
            ? `One thing has happened at ${product}`
            : `${total} things have happened at ${product}`,
        heading: 'What has happened',
        paragraphs: [],
        ...(more > 0 && { notes: [`And ${more} more, in the app.`] }),
        action: `Open ${product}`,
      };
    },
  },
  line: (line) => LINES[line.kind](line),
  footer: {
    reason: {
      account: 'You receive this mail because it concerns the security of your account.',
      notification: 'You receive this mail because of your notification settings.',
      invitation: 'You receive this mail because somebody entered your address.',
    },
    unsubscribe: 'No more mails like this',
    settings: 'Notification settings',
    link: 'If the button does not work, open this address:',
  },
};

function nameOf(change: SecurityChange): string {
  return 'name' in change ? change.name : '';
}

const SECURITY: Record<SecurityChange['what'], (name: string) => string> = {
  passkey_added: (name) => `A passkey was added: ${name}`,
  passkey_removed: (name) => `A passkey was removed: ${name}`,
  totp_added: () => 'An authenticator app was set up',
  totp_removed: () => 'The authenticator app was removed',
  recovery_codes_added: () => 'New recovery codes were created',
  identity_linked: (name) => `An account at ${name} can now sign in as you`,
  identity_unlinked: (name) => `An account at ${name} can no longer sign in as you`,
  token_created: (name) => `An API token was created: ${name}`,
};

function commented(actor: string | null, title: string | null, isReply: boolean): string {
  return isReply ? `${actor} replied to a comment on “${title}”` : `${actor} commented on “${title}”`;
}

function said(excerpt: string | null, about: string | null): Pick<Words, 'paragraphs' | 'quote'> {
  if (excerpt === null) return { paragraphs: ['Open the document to read the comment.'] };
  return { paragraphs: about === null ? [] : [`About “${about}”:`], quote: excerpt };
}

function withExcerpt(line: string, excerpt: string | null): string {
  return excerpt === null ? `${line}.` : `${line}: ${excerpt}`;
}

const LINES: Record<DigestLine['kind'], (line: DigestLine) => string> = {
  shared: ({ actor, title, role }) =>
    `${actor} shared “${title}” with you: you may ${ROLES[role ?? 'viewer']}.`,
  invited: ({ actor, title }) => `${actor} accepted the invitation to “${title}”.`,
  access_requested: ({ actor, title }) => `${actor} asks for access to “${title}”.`,
  access_answered: ({ title, role }) =>
    role === null || title === null
      ? 'A request of yours for access was declined.'
      : `You have access to “${title}”: you may ${ROLES[role]}.`,
  owner_changed: ({ actor, title, change }) =>
    ({
      offered: `${actor} offers you “${title}”.`,
      accepted: `${actor} now owns “${title}”: your offer was accepted.`,
      declined: `${actor} declined “${title}”.`,
      inherited: `“${title}” is now yours.`,
    })[change],
  role_changed: ({ title, role }) =>
    `Your role in “${title}” has changed: you may ${ROLES[role ?? 'viewer']}.`,
  comment: ({ actor, title, isReply, excerpt }) => withExcerpt(commented(actor, title, isReply), excerpt),
  mention: ({ actor, title, excerpt }) => withExcerpt(`${actor} mentioned you in “${title}”`, excerpt),
  suggestion: ({ actor, title, excerpt }) =>
    withExcerpt(`${actor} suggested a change in “${title}”`, excerpt),
  suggestion_decided: ({ actor, title, isAccepted }) =>
    `${actor} ${isAccepted ? 'accepted' : 'rejected'} a suggestion in “${title}”.`,
  fork_merged: ({ actor, title }) => `${actor} merged a fork into “${title}”.`,
};
