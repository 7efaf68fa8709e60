import { accountProblems, auth, recent, settings } from './en-account.ts';
import { audit } from './en-audit.ts';
import { forkProblems, forks } from './en-forks.ts';
import { history } from './en-history.ts';
import { keyboard } from './en-keyboard.ts';
import { name, tagline } from './en-page.ts';
import { review } from './en-review.ts';
import { sharing, sharingProblems } from './en-sharing.ts';
import { modes, suggestionProblems, suggestions } from './en-suggestions.ts';

const numbers = new Intl.NumberFormat('en');
const plural = new Intl.PluralRules('en');

function count(n: number, one: string, other: string): string {
  return `${numbers.format(n)} ${plural.select(n) === 'one' ? one : other}`;
}

/** Every text of the app in English. Its type is the catalogue that another language has to provide. */
export const en = {
  language: 'en',
  direction: 'ltr' as 'ltr' | 'rtl',
  app: { name, tagline, skip: 'Skip to content' },
  common: {
    cancel: 'Cancel',
    close: 'Close',
    retry: 'Try again',
    reloadPage: 'Reload the page',
    save: 'Save',
    loading: 'Loading…',
    back: 'All documents',
    you: 'You',
  },
  auth,
  recent,
  settings,
  list: {
    title: 'Documents',
    filters: { recent: 'Recent', owned: 'Mine', shared: 'Shared with me', trash: 'Trash' },
    filterLabel: 'Which documents',
    create: 'New document',
    creating: 'Creating…',
    untitled: 'Untitled',
    columns: { title: 'Title', role: 'Your role', changed: 'Last changed' },
    more: 'Load more',
    actions: (title: string) => `Actions for ${title}`,
    open: 'Open',
    rename: 'Rename…',
    share: 'Share…',
    trash: 'Move to trash',
    leave: 'Remove me',
    restore: 'Restore',
    renameTitle: 'Rename document',
    renameLabel: 'Title',
    trashed: (title: string) => `“${title}” is in the trash.`,
    restored: (title: string) => `“${title}” is back.`,
    undo: 'Undo',
    failed: 'Your documents could not be loaded.',
    empty: {
      recent: { title: 'Nothing written yet', text: 'A new document is one click away.' },
      owned: { title: 'No documents of your own', text: 'What you create is listed here.' },
      shared: {
        title: 'Nothing shared with you',
        text: 'Documents that others share with you are listed here.',
      },
      trash: {
        title: 'The trash is empty',
        text: 'Documents that you move to the trash stay here for 30 days. Until then you can restore them.',
      },
    },
  },
  roles: { owner: 'Owner', editor: 'Can edit', commenter: 'Can comment', viewer: 'Can view' },
  profile: {
    menu: (name: string) => `Account of ${name}`,
    color: 'Colour of your caret',
    colors: {
      '#b3261e': 'Red',
      '#9c4100': 'Rust',
      '#7a5900': 'Ochre',
      '#3f6900': 'Moss',
      '#006e2c': 'Green',
      '#006874': 'Teal',
      '#00629d': 'Blue',
      '#4355b9': 'Indigo',
      '#7b41b3': 'Purple',
      '#a8306f': 'Raspberry',
    } as Record<string, string>,
  },
  editor: {
    titleLabel: 'Document title',
    textLabel: 'Document text',
    placeholder: 'Start writing…',
    failedTitle: 'This document could not be loaded',
    failedText: 'We will try again as soon as you are online.',
    missingTitle: 'No such document',
    missingText: 'It does not exist, or it is not shared with you.',
    slow: 'Still trying to reach the document…',
    share: 'Share',
    here: 'People here',
    more: (n: number) => `and ${numbers.format(n)} more`,
    otherTab: (name: string) => `${name} (you, in another window)`,
    renameFailed: (title: string) => `The title “${title}” could not be saved.`,
    renameLater:
      'You are offline. The title will be saved when you are back online. Keep this page open until then.',
    restoredBy: (name: string) => `${name} restored an older version.`,
    outOfTrash: 'The document was restored from the trash.',
    toolbar: 'Formatting',
    tools: {
      undo: 'Undo',
      redo: 'Redo',
      style: 'Paragraph style',
      styles: { text: 'Text', h1: 'Title', h2: 'Heading', h3: 'Subheading', quote: 'Quote', code: 'Code' },
      bold: 'Bold',
      italic: 'Italic',
      underline: 'Underline',
      strike: 'Strikethrough',
      code: 'Code',
      color: 'Colours',
      textColor: 'Text colour',
      highlight: 'Highlight',
      noColor: 'None',
      colorNames: ['Grey', 'Red', 'Orange', 'Green', 'Blue', 'Purple', 'Pink'],
      highlightNames: ['Grey', 'Red', 'Orange', 'Yellow', 'Green', 'Blue', 'Purple'],
      link: 'Link',
      bullet: 'Bulleted list',
      ordered: 'Numbered list',
      check: 'Checklist',
      more: 'More formatting',
      superscript: 'Superscript',
      subscript: 'Subscript',
      alignStart: 'Align start',
      alignCenter: 'Align centre',
      alignEnd: 'Align end',
      justify: 'Justify',
      directionAuto: 'Direction by the first letter',
      directionLtr: 'Left to right',
      directionRtl: 'Right to left',
      image: 'Image from address…',
      divider: 'Divider',
      clear: 'Clear formatting',
      indent: 'Indent',
      outdent: 'Outdent',
      keys: 'Keyboard shortcuts',
    },
    linkTitle: 'Link',
    linkAddress: 'Address',
    linkApply: 'Apply',
    linkRemove: 'Remove link',
    bubble: {
      title: 'Link at the caret',
      open: (address: string) => `Open ${address}`,
      edit: 'Edit link',
      copy: 'Copy address',
      copied: 'The address was copied.',
      remove: 'Remove link',
    },
    linkInvalid: 'Enter a web address, an email address or a phone link.',
    imageTitle: 'Insert image',
    imageAddress: 'Address (https)',
    imageAlt: 'Description, for those who cannot see it',
    imageInsert: 'Insert',
    imageInvalid: 'Enter an address that begins with https://',
    leftOut: {
      file: 'Files cannot be added to a document.',
      image: 'An image was left out: it needs an address that begins with https://',
      longAddress: 'An address was left out: it is longer than 2,048 characters.',
      embed: 'Some content that a document cannot contain, such as a video, was left out.',
    },
  },
  status: {
    loading: 'Loading…',
    saved: (version: number) => `Saved · v${version}`,
    saving: 'Saving…',
    offline: (edits: number) =>
      edits === 0 ? 'Offline' : `Offline · ${count(edits, 'edit', 'edits')} kept on this device`,
    readOnly: 'Read only',
    readOnlyOffline: 'Offline · read only',
    stopped: 'Stopped',
    rebuilding: 'Loading again…',
    refused: (edits: number) => `${count(edits, 'edit', 'edits')} not saved`,
    unkept: (edits: number) => `Offline · ${count(edits, 'edit', 'edits')} not kept`,
    archived: (version: number, synced: number) => {
      if (synced >= version) return `Archived up to v${version}: everything has a second copy and a history.`;
      return synced === 0
        ? 'Not archived yet. This takes a few seconds.'
        : `Archived up to v${synced}. The rest follows in a few seconds.`;
    },
    explain: {
      saved: (version: number) => `Saved · v${version}: everything you typed is stored.`,
      refused: 'Everything else that you typed is stored. What could not be saved is shown above the text.',
      saving: 'Your latest edits are being sent. They are kept on this device until the server has them.',
      offline:
        'You can keep writing. Your edits are kept on this device and will be sent when you are back online.',
      unkept:
        'This browser cannot store your edits right now. They exist only in this page until the server has them, so do not close it.',
      rebuilding:
        'The editor stopped because of an error on our side. Your unsent edits are kept, and the document is loading again.',
      readOnly: 'You can read this document and follow its changes, but you cannot edit it.',
      commenting: 'You can read this document, comment on it and suggest changes, but you cannot edit it.',
      suggesting:
        'Everything you suggested is stored. It becomes a part of the text once an editor accepts it.',
    },
  },
  stopped: {
    forbidden: {
      title: 'You no longer have access',
      text: 'The owner removed you, or the link that you used no longer works.',
    },
    not_found: {
      title: 'You can no longer open this document',
      text: 'It was deleted, or it is no longer shared with you.',
    },
    deleted: {
      title: 'This document is in the trash',
      text: 'Its owner can restore it.',
    },
    superseded: {
      title: 'Open in another place',
      text: 'Another window has taken over this session. Reload to write here again.',
    },
    unauthenticated: {
      title: 'You are signed out',
      text: 'Sign in again to continue. Your unsent edits are kept on this device.',
    },
    protocol_error: {
      title: 'Something went wrong',
      text: 'The connection was closed because of an error. Your unsent edits are kept. Reload to continue.',
    },
    broken: {
      title: 'The editor stopped on an error',
      text: 'The error is on our side, and loading the document again did not help. What you typed is kept.',
    },
    reload: 'Reload',
    signIn: 'Sign in',
  },
  storage: {
    unkeptTitle: (n: number) => `${count(n, 'edit is', 'edits are')} not kept on this device`,
    unkeptText:
      'The browser cannot store them: the disk or its quota is full, another page is using its storage, or this is a private window. Keep this page open until they are saved. If you close it, they are lost.',
    askTitle: 'Your unsent edits are on this device',
    askText:
      'The browser may ask whether this site may store data. If you allow it, the browser will not delete your edits when space runs low.',
  },
  kept: {
    title: (n: number) => `${count(n, 'edit', 'edits')} could not be saved`,
    text: 'Nothing you typed is thrown away. Copy it, put it back, or discard it.',
    reasons: {
      forbidden: 'You can no longer edit this document.',
      invalid: 'The server refused this edit as malformed.',
      too_large: 'This edit is too large.',
      document_full: 'The document has reached its maximum size.',
      reset:
        'The document was recovered to an earlier state, or the version that these edits are based on is no longer kept.',
      deleted: 'The document was deleted, or it is no longer shared with you.',
      broken: 'The editor stopped on an error while you typed this.',
      unsure: 'The tab in which you typed this was closed. The edit may already be in the document.',
    },
    copy: 'Copy',
    copied: 'Copied',
    insert: 'Insert at caret',
    discard: 'Discard',
    noText: 'A formatting change or a deletion, without text.',
  },
  history,
  forks,
  keyboard,
  sharing,
  review,
  suggestions,
  modes,
  audit,
  problems: {
    ...sharingProblems,
    ...forkProblems,
    ...suggestionProblems,
    ...accountProblems,
    network: 'We cannot reach the server. Check your connection.',
    invalid_credentials: 'The email address or the password is wrong.',
    email_taken: 'There is already an account with this email address.',
    version_expired: 'This version is no longer kept.',
    history_unavailable: 'This part of the history cannot be read right now. Try again in a moment.',
    rate_limited: 'Too many attempts. Wait a moment and try again.',
    unknown_user: 'There is no account with this email address.',
    not_found: 'It does not exist, or you do not have access to it.',
    forbidden: 'You do not have permission to do that.',
    validation: 'Some of what you entered is not valid.',
    not_a_member: 'You mention a person who cannot open this document.',
    too_many_threads: 'This document cannot have more comments.',
    too_many_comments: 'This comment cannot have more replies.',
    unknown: 'Something went wrong. Try again.',
  },
  notFound: { title: 'There is nothing here', text: 'The page you are looking for does not exist.' },
  missing: {
    title: 'This part could not be loaded.',
    text: 'You are offline, or Octavo has just been updated. Everything else keeps working.',
  },
  broken: {
    title: 'This part stopped working.',
    text: 'The error is on our side. Everything else keeps working.',
  },
  crashed: {
    title: 'Something broke on this page',
    text: 'Your edits are kept on this device. Reload to continue.',
  },
};

/** The catalogue of texts that every language provides. */
export type Messages = typeof en;
