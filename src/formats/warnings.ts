/** What a format cannot say, and a reader or writer therefore leaves out or changes. docs/formats.md lists them. */
export const WARNINGS = {
  alignment: 'Alignment and writing direction are left out.',
  cell_layout: 'The widths of columns and the heads of cells other than those of the first row are left out.',
  code_marks: 'Marks and embeds inside a code block are left out.',
  colors: 'Text colours, and highlights other than the first of the palette, are left out.',
  dropped_address: 'An address that a document may not have is left out; its text stays.',
  dropped_element: 'Elements that a document cannot hold, such as forms and players, are left out.',
  dropped_change: 'Tracked changes that a document cannot hold are left out.',
  dropped_comment: 'Comments beyond what a document may have are left out.',
  dropped_file: 'Files of the archive that are neither texts nor images of one are left out.',
  dropped_image: 'Images without an address that a document may have are left out; their descriptions stay.',
  empty_lines: 'Empty paragraphs are left out.',
  embedded: 'An embed is written as text or as a link.',
  front_matter: 'Of the front matter only the title is taken.',
  formulas: 'Formulas of Word become their text.',
  heading_numbers: 'The numbers of headings are left out.',
  hidden_text: 'Text that the source hides is left out.',
  image_kinds: 'Images of WebP and AVIF are in the file, but office programs may not show them.',
  indent: 'Indents outside lists are left out.',
  internal_links: 'Links to places in the same document are left out; their text stays.',
  linked_image:
    'Images that are not stored, or for which a file has no room, are written as their addresses.',
  list_levels: 'Levels of a list that skip one are closed up.',
  list_start: 'A numbered list begins with 1.',
  mended_characters: 'Characters that a document cannot hold are replaced.',
  merged_cells: 'Merged cells are parted: the first has the content.',
  nested_block: 'Of blocks inside one another, such as a list in a quote, the inner one stays.',
  nested_table: 'A table inside a table becomes lines of its cell.',
  note_marks: 'Marks, links and images inside footnotes are left out.',
  page_layout: 'Headers, footers and sections of pages are left out.',
  shortened: 'A value that is longer than a document may have is shortened.',
  titles: 'The titles of links and images are left out.',
  tracked_changes: 'Tracked changes that a suggestion cannot say are left out.',
  unused_notes: 'Footnotes that nothing refers to are left out.',
  table_cells:
    'Several lines in a cell of a table become one; a cell that is not there becomes an empty one.',
} as const;

/** The stable word of a warning. */
export type WarningCode = keyof typeof WARNINGS;

/** Something that could not be kept, and how often. */
export interface Warning {
  code: WarningCode;
  message: string;
  count: number;
}

/** Collects what cannot be kept: nothing is dropped in silence. */
export class Warnings {
  readonly #counts = new Map<WarningCode, number>();

  /** Counts `count` more of a kind. */
  add(code: WarningCode, count = 1): void {
    if (count > 0) this.#counts.set(code, (this.#counts.get(code) ?? 0) + count);
  }

  /** Counts what was counted elsewhere. */
  addAll(others: readonly Pick<Warning, 'code' | 'count'>[]): void {
    for (const { code, count } of others) this.add(code, count);
  }

  /** One entry a kind, in the order in which the kinds first occurred. */
  list(): Warning[] {
    return [...this.#counts].map(([code, count]) => ({ code, message: WARNINGS[code], count }));
  }
}
