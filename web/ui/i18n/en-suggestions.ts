const numbers = new Intl.NumberFormat('en');
const plural = new Intl.PluralRules('en');

function count(n: number, one: string, other: string): string {
  return `${numbers.format(n)} ${plural.select(n) === 'one' ? one : other}`;
}

/** The texts about what typing does, in English. */
export const modes = {
  label: 'Mode',
  names: { editing: 'Editing', suggesting: 'Suggesting', viewing: 'Viewing' },
  explain: {
    editing: 'What you type changes the text',
    suggesting: 'What you type is a suggestion',
    viewing: 'You read, and change nothing',
  },
  now: {
    editing: 'Editing: what you type changes the text.',
    suggesting: 'Suggesting: what you type is a suggestion.',
    viewing: 'Viewing: the text cannot be changed.',
  },
};

/** The texts of suggestions in a document, in English. */
export const suggestions = {
  card: (name: string, change: string) => `Suggestion by ${name}: ${change}`,
  inserted: 'Insert',
  deleted: 'Delete',
  replaced: 'Replace',
  by: 'with',
  formatted: 'Format',
  insert: (text: string) => `insert “${text}”`,
  delete: (text: string) => `delete “${text}”`,
  replace: (deleted: string, inserted: string) => `replace “${deleted}” with “${inserted}”`,
  format: (text: string, formats: string) =>
    text === '' ? `format: ${formats}` : `format “${text}”: ${formats}`,
  nothing: 'Nothing is left of it.',
  ends: 'end of a line',
  embed: 'an object',
  without: (format: string) => `no ${format}`,
  formats: {
    bold: 'bold',
    italic: 'italic',
    underline: 'underlined',
    strike: 'struck through',
    code: 'code',
    script: 'superscript or subscript',
    link: 'link',
    color: 'text colour',
    background: 'highlight',
    header: 'heading',
    list: 'list',
    blockquote: 'quote',
    'code-block': 'code block',
    indent: 'indent',
    align: 'alignment',
    direction: 'direction',
  } as Record<string, string>,
  otherFormat: 'other formats',
  more: (n: number) => count(n, 'more change', 'more changes'),
  showAll: 'Show all',
  showLess: 'Show less',
  note: 'Note',
  unsent: 'Not sent yet',
  accept: 'Accept',
  reject: 'Reject',
  acceptAll: 'Accept all',
  rejectAll: 'Reject all',
  acceptHunk: (change: string) => `Accept: ${change}`,
  rejectHunk: (change: string) => `Reject: ${change}`,
  withdraw: 'Withdraw',
  withdrawTitle: 'Withdraw this suggestion?',
  withdrawText: 'What you suggested leaves the text, for everybody.',
  discard: 'Discard',
  discardTitle: 'Discard this suggestion?',
  discardText: 'The server does not have all of it yet. What you suggested is not kept.',
  begin: 'New suggestion',
  begun: 'What you suggest next is a suggestion of its own.',
  actions: (name: string) => `Actions for the suggestion by ${name}`,
  gone: 'This suggestion was decided or withdrawn.',
  replyLeft: (text: string) =>
    `The suggestion is no longer open, and your reply was not sent: “${text.length > 80 ? `${text.slice(0, 79)}…` : text}”`,
  copy: 'Copy',
  waiting: 'Some of this suggestion is not sent yet. Try again in a moment.',
  done: { accepted: 'The suggestion was accepted.', rejected: 'The suggestion was rejected.' },
  doneInPart: { accepted: 'The change was accepted.', rejected: 'The change was rejected.' },
  said: {
    suggested: (name: string, change: string) => `${name} suggested: ${change}`,
    accepted: (name: string, whose: string) => `${name} accepted a suggestion by ${whose}.`,
    rejected: (name: string, whose: string) => `${name} rejected a suggestion by ${whose}.`,
    withdrawn: (name: string) => `${name} withdrew a suggestion.`,
  },
};

/** What the API says about suggestions, in English. */
export const suggestionProblems = {
  suggestion_changed: 'It has changed in the meantime. Look at it again.',
  already_decided: 'It was already decided, or nothing is left of it.',
  unknown_hunk: 'This change is no longer a part of the suggestion. Look at it again.',
  too_many_suggestions: 'This document cannot have more open suggestions.',
};
