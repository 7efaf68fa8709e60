/** The words of callouts, footnotes, mentions and the printed page, in English. */
export const blocks = {
  callouts: { note: 'Note', tip: 'Tip', warning: 'Warning' },
  footnote: {
    insert: 'Footnote…',
    title: 'Footnote',
    text: 'Text of the footnote',
    save: 'Save',
    edit: 'Edit footnote',
    remove: 'Remove footnote',
    empty: 'Write what the footnote says.',
  },
  pageBreak: 'Page break',
  mentions: {
    loading: '…',
    user: 'a person who cannot be shown',
    doc: 'a document that cannot be shown',
    insert: 'Mention…',
    label: 'What can be mentioned',
    offered: (n: number) => (n === 1 ? '1 mention is offered.' : `${n} mentions are offered.`),
    people: 'People',
    dates: 'Dates',
    documents: 'Documents',
    today: 'Today',
    tomorrow: 'Tomorrow',
    yesterday: 'Yesterday',
    next: (weekday: string) => `Next ${weekday}`,
  },
};
