import { accountProblems, auth, recent, settings } from './en-account.ts';
import { audit } from './en-audit.ts';
import { history } from './en-history.ts';
import { keyboard } from './en-keyboard.ts';
import { sharing, sharingProblems } from './en-sharing.ts';

const numbers = new Intl.NumberFormat('en');
const plural = new Intl.PluralRules('en');

function count(n: number, one: string, other: string): string {
  return `${numbers.format(n)} ${plural.select(n) === 'one' ? one : other}`;
}

/** Every text of the app in English. Its shape is the catalogue that another language has to fill. */
export const en = {
  language: 'en',
  direction: 'ltr' as 'ltr' | 'rtl',
  app: { name: 'Octavo', tagline: 'Write together. Never lose a word.', skip: 'Skip to content' },
  common: {
    cancel: 'Cancel',
    close: 'Close',
    retry: 'Try again',
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
      trash: { title: 'The trash is empty', text: 'Documents you remove wait here until you restore them.' },
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
    failedText: 'It is tried again as soon as there is a connection.',
    missingTitle: 'No such document',
    missingText: 'It does not exist, or it is not shared with you.',
    slow: 'Still trying to reach the document…',
    share: 'Share',
    here: 'People here',
    more: (n: number) => `and ${numbers.format(n)} more`,
    otherTab: (name: string) => `${name} (you, in another window)`,
    renameFailed: (title: string) => `The title “${title}” could not be saved.`,
    renameLater: 'No connection: the title is saved as soon as there is one. Keep this page open until then.',
    restoredBy: (name: string) => `${name} has brought an older version back.`,
    outOfTrash: 'The document is back from the trash.',
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
      file: 'Files cannot be put into a document.',
      image: 'An image was left out: it needs an address of its own that begins with https://',
      longAddress: 'An address was left out: it is longer than 2,048 characters.',
      embed: 'Something that a document cannot hold, such as a video, was left out.',
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
      if (synced >= version) return `Archived up to v${version}: all of it has a second copy, and a history.`;
      return synced === 0
        ? 'Not archived yet: that follows within seconds.'
        : `Archived up to v${synced}: the rest follows within seconds.`;
    },
    explain: {
      saved: (version: number) => `Saved · v${version}: everything you typed is stored.`,
      refused: 'Everything else that you typed is stored. What could not be saved stands above the text.',
      saving: 'Your last words are on their way. They are kept on this device until the server has them.',
      offline: 'Go on writing. Your edits are kept on this device and are sent when the connection is back.',
      unkept:
        'This browser does not keep your edits just now. They are in this page alone until the server has them: do not close it.',
      rebuilding:
        'The editor stopped on an error of ours. What you had not yet sent is kept; the document is loaded again.',
      readOnly: 'You can read this document and follow changes, but not change it.',
    },
  },
  stopped: {
    forbidden: {
      title: 'You no longer have access',
      text: 'The owner removed you, or the link that you came by no longer works. What you had not yet sent is kept below.',
    },
    not_found: {
      title: 'You can no longer open this document',
      text: 'It was deleted, or it is no longer shared with you. What you had not yet sent is kept below.',
    },
    deleted: {
      title: 'This document is in the trash',
      text: 'Its owner can restore it. What you had not yet sent is kept below.',
    },
    superseded: {
      title: 'Open in another place',
      text: 'This session was taken over by another window. Reload to write here again.',
    },
    unauthenticated: {
      title: 'You are signed out',
      text: 'Sign in again to go on. Your unsent edits are kept on this device.',
    },
    protocol_error: {
      title: 'Something went wrong',
      text: 'The connection was ended because of a defect. Your unsent edits are kept; reload to go on.',
    },
    broken: {
      title: 'The editor stopped on an error',
      text: 'It is an error of ours, and loading the document again did not help. What you had typed is kept.',
    },
    reload: 'Reload',
    signIn: 'Sign in',
  },
  storage: {
    unkeptTitle: (n: number) => `${count(n, 'edit is', 'edits are')} not kept on this device`,
    unkeptText:
      'The browser refuses to store them: its disk or its share of it is full, another page has its storage, or this is a private window. Keep this page open until they are saved. Closing it loses them.',
    askTitle: 'Your unsent edits wait on this device',
    askText:
      'The browser may ask whether this site may keep data. Allow it, and it will not clear your edits when space runs low.',
  },
  kept: {
    title: (n: number) => `${count(n, 'edit', 'edits')} could not be saved`,
    text: 'Nothing you typed is thrown away. Copy it, put it back, or discard it.',
    reasons: {
      forbidden: 'You may not edit this document any more.',
      invalid: 'The server refused this edit as malformed.',
      too_large: 'This edit is too large.',
      document_full: 'The document has reached its largest size.',
      reset:
        'The document was recovered to an earlier state, or no longer reaches back to where these edits began.',
      deleted: 'The document was deleted, or it is no longer shared with you.',
      broken: 'The editor stopped on an error while you typed this.',
      unsure: 'The tab that you typed this in was closed, and it may be in the document already.',
    },
    copy: 'Copy',
    copied: 'Copied',
    insert: 'Insert at caret',
    discard: 'Discard',
    noText: 'A change of formatting or a deletion; it has no text of its own.',
  },
  history,
  keyboard,
  sharing,
  audit,
  problems: {
    ...sharingProblems,
    ...accountProblems,
    network: 'The server cannot be reached. Check your connection.',
    invalid_credentials: 'The email address or the password is wrong.',
    email_taken: 'There is already an account with this email address.',
    version_expired: 'This version is no longer kept.',
    history_unavailable: 'It cannot be read right now. Try again in a moment.',
    rate_limited: 'Too many attempts. Wait a moment and try again.',
    unknown_user: 'There is no account with this email address.',
    not_found: 'It does not exist, or you may not see it.',
    forbidden: 'You may not do that.',
    validation: 'Some of what you entered is not valid.',
    unknown: 'Something went wrong. Try again.',
  },
  notFound: { title: 'There is nothing here', text: 'The page you are looking for does not exist.' },
  missing: {
    title: 'This part is not there now.',
    text: 'It could not be fetched: the network is away, or Octavo has just been renewed. Everything else goes on.',
  },
  crashed: {
    title: 'Something broke on this page',
    text: 'Your edits are kept on this device. Reload to go on.',
  },
};

/** The catalogue of texts: what every language provides. */
export type Messages = typeof en;
