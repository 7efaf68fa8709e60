const numbers = new Intl.NumberFormat('en');
const plural = new Intl.PluralRules('en');

function count(n: number, one: string, other: string): string {
  return `${numbers.format(n)} ${plural.select(n) === 'one' ? one : other}`;
}

/** The texts about the state of one’s own edits, in English. */
export const status = {
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
};

/** The texts of a document that cannot go on, in English. */
export const stopped = {
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
};

/** The texts about what this device keeps, in English. */
export const storage = {
  unkeptTitle: (n: number) => `${count(n, 'edit is', 'edits are')} not kept on this device`,
  unkeptText:
    'The browser cannot store them: the disk or its quota is full, another page is using its storage, or this is a private window. Keep this page open until they are saved. If you close it, they are lost.',
  askTitle: 'Your unsent edits are on this device',
  askText:
    'The browser may ask whether this site may store data. If you allow it, the browser will not delete your edits when space runs low.',
};

/** The texts about edits that could not be saved, in English. */
export const kept = {
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
};
