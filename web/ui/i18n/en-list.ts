const numbers = new Intl.NumberFormat('en');

/** The texts of the lists of documents, in English. */
export const list = {
  title: 'Documents',
  filters: { recent: 'Recent', owned: 'Mine', shared: 'Shared with me', starred: 'Starred', trash: 'Trash' },
  filterLabel: 'Which documents',
  create: 'New document',
  creating: 'Creating…',
  untitled: 'Untitled',
  columns: { title: 'Title', role: 'Your role', changed: 'Last changed', created: 'Created' },
  search: 'Search titles and texts',
  clearSearch: 'Clear the search',
  found: (n: number, isAll: boolean) =>
    `${numbers.format(n)}${isAll ? '' : ' or more'} ${n === 1 && isAll ? 'document' : 'documents'} found`,
  nothingFound: {
    title: 'Nothing found',
    text: 'No document here has all of these words. Texts are found about a minute after they were written.',
  },
  sort: 'Order',
  sorts: {
    '-updatedAt': 'Last changed',
    '-createdAt': 'Newest first',
    title: 'Title, A to Z',
    '-title': 'Title, Z to A',
  },
  star: (title: string) => `Star ${title}`,
  more: 'Load more',
  actions: (title: string) => `Actions for ${title}`,
  open: 'Open',
  rename: 'Rename…',
  share: 'Share…',
  duplicate: 'Make a copy',
  duplicateTitle: (title: string) => `Copy of ${title}`,
  duplicated: 'The copy is in your documents.',
  trash: 'Move to trash',
  leave: 'Remove me',
  restore: 'Restore',
  renameTitle: 'Rename document',
  renameLabel: 'Title',
  trashed: (title: string) => `“${title}” is in the trash.`,
  restored: (title: string) => `“${title}” is back.`,
  undo: 'Undo',
  erase: 'Delete for ever…',
  eraseTitle: 'Delete for ever?',
  eraseText: (title: string) =>
    `“${title}” is deleted with its history, comments and images, for everybody. This cannot be undone.`,
  eraseAction: 'Delete for ever',
  erased: (title: string) => `“${title}” is gone.`,
  notErased: (title: string) => `“${title}” is not in the trash any more, so it was not deleted.`,
  emptyTrash: 'Empty the trash…',
  emptyTrashTitle: 'Delete all of it for ever?',
  emptyTrashText:
    'All documents in the trash are deleted with their histories, comments and images, for everybody. This cannot be undone.',
  emptyTrashAction: 'Empty the trash',
  emptied: 'The trash is empty.',
  failed: 'Your documents could not be loaded.',
  empty: {
    recent: { title: 'Nothing written yet', text: 'A new document is one click away.' },
    owned: { title: 'No documents of your own', text: 'What you create is listed here.' },
    shared: {
      title: 'Nothing shared with you',
      text: 'Documents that others share with you are listed here.',
    },
    starred: {
      title: 'Nothing starred',
      text: 'Documents that you mark with a star are listed here.',
    },
    trash: {
      title: 'The trash is empty',
      text: 'Documents that you move to the trash stay here for 30 days. Until then you can restore them.',
    },
  },
};
