const numbers = new Intl.NumberFormat('en');
const plural = new Intl.PluralRules('en');

const people = new Intl.ListFormat('en');

function count(n: number, one: string, other: string): string {
  return `${numbers.format(n)} ${plural.select(n) === 'one' ? one : other}`;
}

/** The texts of comments on a document, in English. */
export const review = {
  title: 'Comments and suggestions',
  heading: 'Review',
  button: (unread: number) =>
    unread === 0 ? 'Comments and suggestions' : `Comments and suggestions, ${numbers.format(unread)} unread`,
  tooMany: '99+',
  add: 'Add comment',
  addWhole: 'Comment on the document',
  filter: 'Which comments and suggestions',
  filters: { open: 'Open', resolved: 'Resolved', all: 'All' },
  readAll: 'Mark all as read',
  empty: {
    open: {
      title: 'No open comments or suggestions',
      text: 'Select a part of the text to comment on it.',
    },
    resolved: { title: 'Nothing is resolved', text: 'Comments that are resolved are listed here.' },
    all: { title: 'No comments yet', text: 'Select a part of the text to comment on it.' },
  },
  thread: (name: string, body: string) => `Comment by ${name}: ${body}`,
  unread: 'Unread',
  whole: 'On the whole document',
  suggestion: 'On a suggestion that is no longer open',
  detached: 'This text was deleted:',
  deleted: 'This comment was deleted.',
  edited: 'edited',
  replies: (n: number) => count(n, 'reply', 'replies'),
  actions: (name: string) => `Actions for the comment by ${name}`,
  edit: 'Edit',
  delete: 'Delete',
  copyLink: 'Copy link',
  linkCopied: 'The link was copied.',
  resolve: 'Resolve',
  reopen: 'Open again',
  resolved: 'The comment was resolved.',
  undo: 'Undo',
  resolvedBy: (name: string) => `Resolved by ${name}`,
  gone: 'This comment no longer exists.',
  deleteTitle: 'Delete this comment?',
  deleteThread: 'It is deleted for everybody.',
  deleteFirst: 'It is deleted for everybody. The replies stay.',
  compose: {
    label: 'Comment',
    placeholder: 'Comment, or @ to mention a person',
    placeholderAlone: 'Comment',
    replyLabel: 'Reply',
    replyPlaceholder: 'Reply…',
    send: 'Comment',
    sendReply: 'Reply',
    offline: 'You are offline. What you wrote is kept here. Send it when you are back online.',
    tooLong: (most: number) => `A comment can have up to ${numbers.format(most)} characters.`,
    people: 'People who can be mentioned',
    unknown: 'No one here has this name. You can write an e-mail address after the @.',
    absent: {
      people: (names: readonly string[]) => people.format(names),
      share: (who: string) =>
        `Share this document with ${who}? Otherwise they may not be able to read the comment.`,
      ask: (who: string, owner: string) =>
        `${who} may not be able to read this document. Only ${owner} can share it.`,
      more: (n: number) => `${count(n, 'more person is', 'more people are')} not told of it.`,
      shareAndSend: 'Share and send',
      askAndSend: 'Ask the owner and send',
      withoutSharing: 'Send without sharing',
      withoutAsking: 'Send without asking',
      request: (owner: string, who: string) => `${owner} Please share this document with ${who}.`,
    },
  },
  said: {
    comment: (name: string, body: string) => `${name} commented: ${body}`,
    reply: (name: string, body: string) => `${name} replied: ${body}`,
    resolved: (name: string) => `${name} resolved a comment.`,
    more: (n: number) => count(n, 'new comment or suggestion', 'new comments and suggestions'),
  },
};
