const numbers = new Intl.NumberFormat('en');

/** `3 images`, `one image`. */
function count(n: number, one: string, many: string): string {
  return n === 1 ? `one ${one}` : `${numbers.format(n)} ${many}`;
}

/** What could not be kept of a file, by the code of the server's warning; with how often. */
const lost: Readonly<Record<string, (n: number) => string>> = {
  alignment: (n) => `alignment of ${count(n, 'paragraph', 'paragraphs')}`,
  cell_layout: () => 'widths of columns',
  code_marks: () => 'formatting inside code',
  colors: (n) => count(n, 'colour', 'colours'),
  dropped_address: (n) => count(n, 'link that leads nowhere here', 'links that lead nowhere here'),
  dropped_change: (n) => count(n, 'tracked change', 'tracked changes'),
  dropped_comment: (n) => count(n, 'comment', 'comments'),
  dropped_element: (n) => count(n, 'form or player', 'forms and players'),
  dropped_file: (n) => count(n, 'file that is no text', 'files that are no texts'),
  dropped_image: (n) => count(n, 'image', 'images'),
  embedded: (n) => count(n, 'embed, now text', 'embeds, now text'),
  empty_lines: (n) => count(n, 'empty line', 'empty lines'),
  formulas: (n) => count(n, 'formula, now text', 'formulas, now text'),
  heading_numbers: () => 'numbers of headings',
  image_kinds: (n) =>
    count(n, 'image that some programs do not show', 'images that some programs do not show'),
  internal_links: (n) => count(n, 'link within the document', 'links within the document'),
  note_marks: () => 'formatting in footnotes',
  page_layout: () => 'headers, footers and page layout',
  tracked_changes: (n) => count(n, 'tracked change', 'tracked changes'),
  front_matter: () => 'front matter other than the title',
  hidden_text: () => 'hidden text',
  indent: () => 'some indents',
  linked_image: (n) => count(n, 'image, now a link', 'images, now links'),
  list_levels: () => 'some levels of lists',
  list_start: () => 'first numbers of lists',
  mended_characters: () => 'some characters',
  merged_cells: (n) => count(n, 'merged cell, now single ones', 'merged cells, now single ones'),
  nested_block: () => 'blocks inside other blocks',
  nested_table: (n) => count(n, 'table inside a table', 'tables inside tables'),
  shortened: (n) => count(n, 'text that was too long', 'texts that were too long'),
  table_cells: () => 'lines inside cells',
  titles: () => 'titles of links and images',
  unused_notes: (n) => count(n, 'footnote without a reference', 'footnotes without references'),
};

/** The texts of importing, in English. */
export const imports = {
  button: 'Import…',
  title: 'Import documents',
  hint: 'Drop files here, or choose them.',
  takes: (endings: string) => `${endings}, up to 20 MB each. A ZIP or a folder becomes one document a file.`,
  choose: 'Choose files…',
  folder: 'Choose a folder…',
  drop: 'Drop to import',
  /** Files were dropped onto an open document. */
  offered: (names: readonly string[]) =>
    names.length === 1
      ? `“${names[0]}” would be a document of its own: nothing of it was put into this one.`
      : `These ${count(names.length, 'file', 'files')} would each be a document: nothing of them was put into this one.`,
  takeOffer: (n: number) => (n === 1 ? 'Import it' : 'Import them'),
  results: 'Imported files',
  waiting: 'Waiting',
  reading: 'Reading…',
  sending: 'Importing…',
  stopped: 'Not imported',
  stop: 'Stop',
  done: 'Done',
  made: (n: number) => count(n, 'document', 'documents'),
  progress: (done: number, all: number) => `${numbers.format(done)} of ${numbers.format(all)}`,
  /** For screen readers, once all is over. */
  over: (made: number, failed: number) =>
    `Import finished: ${count(made, 'document', 'documents')}${failed > 0 ? `, ${count(failed, 'file was', 'files were')} not imported` : ''}.`,
  lost: 'Not kept:',
  losses: lost,
  more: (n: number) => `and ${numbers.format(n)} more`,
  nothing: 'There is nothing in it that can be imported.',
  wrongKind: (endings: string) => `Files of this kind cannot be imported: only ${endings}.`,
  tooLarge: 'It is larger than 20 MB.',
  tooManyFiles: 'The folder has more than 10,000 files.',
  archiveTooLarge: 'The archive is larger than 300 MB.',
  damaged: 'The archive is damaged.',
  offline: 'You are offline. Files can be imported once you are back online.',
};

/** The errors of importing, in English. */
export const importProblems = {
  unreadable_file: 'The file is damaged, or it is not what its name says.',
  unsupported_media_type: 'Files of this kind cannot be imported.',
  document_full: 'It is too large for one document.',
  storage_full: 'Your images take as much room as they may.',
  too_large: 'The file is too large.',
  too_many_documents: 'You have as many documents as you may.',
  import_busy: 'The server is reading other files. Try again in a moment.',
  too_many_imports: 'Other archives of yours are still being imported. Try again when they are done.',
  body_too_slow: 'Your connection is too slow for it right now. Try again.',
};

/** The texts of downloading a document, in English. */
export const exports = {
  menu: 'Download…',
  print: 'Print or save as PDF…',
  printLinks: 'Print with the addresses of links…',
  title: 'Download as',
  formats: {
    docx: { name: 'Word', hint: 'With its comments, for office programs' },
    odt: { name: 'OpenDocument', hint: 'With its comments, for LibreOffice and others' },
    md: { name: 'Markdown', hint: 'For notes, wikis and programs' },
    zip: { name: 'Markdown with images', hint: 'A ZIP with the images as files' },
    html: { name: 'Web page', hint: 'One file with its images' },
    txt: { name: 'Plain text', hint: 'Only the words' },
    json: { name: 'Data', hint: 'JSON, with every format' },
  } as Record<string, { name: string; hint: string }>,
  working: 'Preparing the file…',
  saved: (name: string) => `“${name}” was saved.`,
  savedWithout: (name: string, what: string) => `“${name}” was saved. Not kept: ${what}.`,
  offline: 'You are offline. Downloads work once you are back online.',
};

/** The errors of downloading, in English. */
export const exportProblems = {
  archive_unavailable: 'The images cannot be read right now. Try again in a moment.',
  export_busy: 'The server is writing other files. Try again in a moment.',
};
