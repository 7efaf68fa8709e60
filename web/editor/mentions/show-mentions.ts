import type Quill from 'quill/core.js';

/** Knows who and what is mentioned. */
export interface MentionSource {
  /** The name of a person or the title of a document; null for what the user may not see, or is not there. */
  nameOf(of: 'user' | 'doc', id: string): Promise<string | null>;
  /** Stands for a name while it is asked for, and for one that cannot be shown. */
  words: { loading: string; user: string; doc: string };
}

/** Shows mentions by their names, which are not in the text: an id says nothing to a reader. */
export function showMentions(quill: Quill, { nameOf, words }: MentionSource): void {
  const { root } = quill;
  const names = new Map<string, string>();
  const draw = (): void => {
    for (const node of root.querySelectorAll<HTMLElement>('.ql-mention[data-of]')) {
      const { value = '', of, name } = node.dataset;
      if (of !== 'user' && of !== 'doc') continue;
      if (!names.has(value)) {
        names.set(value, words.loading);
        const id = value.slice(of.length + 1);
        nameOf(of, id)
          .catch(() => null)
          .then((found) => {
            names.set(value, found ?? words[of]);
            draw();
          });
      }
      const shown = names.get(value) ?? '';
      if (name !== shown) node.dataset.name = shown;
    }
  };
  let frame = 0;
  quill.on('editor-change', (kind: string) => {
    if (kind !== 'text-change') return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  });
}

/** What an editor shows of a mention, by its value. */
export function shownMentions(root: HTMLElement): (value: string) => string {
  return (value) => {
    for (const node of root.querySelectorAll<HTMLElement>('.ql-mention'))
      if (node.dataset.value === value) return node.dataset.name ?? node.dataset.date ?? value;
    return value;
  };
}
