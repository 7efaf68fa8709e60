/** The words that are drawn with blocks of the text. */
export interface BlockWords {
  callouts: { note: string; tip: string; warning: string };
  pageBreak: string;
}

/** Gives the style sheet the words that it draws, which screen readers read: a callout's kind, the end of a page. */
export function labelBlocks(root: HTMLElement, { callouts, pageBreak }: BlockWords): void {
  for (const [kind, word] of Object.entries({ ...callouts, 'page-break': pageBreak }))
    root.style.setProperty(`--word-${kind}`, JSON.stringify(word));
}
