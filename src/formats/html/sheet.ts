import { attribute, type Element, elementsIn, type Node, textIn } from './tree.ts';

/** Declarations of CSS, by name in lower case. */
export type Declarations = ReadonlyMap<string, string>;

// What a format of ours can come of; all else in a sheet is the look of the page.
const READ = new Set(
  'color background background-color font-weight font-style text-decoration text-decoration-line text-align vertical-align white-space display mso-hide mso-list'.split(
    ' ',
  ),
);
// Office writes an author's formats into classes, and so does Google Docs in what it exports.
const IS_OF_AUTHOR = /\bmso-|\.lst-kix/;

/** The rules of a page's own sheets that say what its author did. Those of most pages say how the page looks: none. */
export class StyleSheet {
  readonly #rules = new Map<string, Map<string, string>>();

  /** Reads the `style` elements in these nodes: rules of a class, or of a class of an element. */
  constructor(nodes: readonly Node[]) {
    for (const element of elementsIn(nodes)) {
      if (element.tagName !== 'style') continue;
      const css = textIn(element.childNodes);
      if (IS_OF_AUTHOR.test(css)) this.#read(css);
    }
  }

  /** What the rules say of an element, the most exact rule last. */
  *of(element: Element): Generator<Declarations> {
    if (this.#rules.size === 0) return;
    const classes = (attribute(element, 'class') ?? '').split(/\s+/).slice(0, MOST_CLASSES);
    for (const prefix of ['', element.tagName]) {
      for (const name of classes) {
        const rule = this.#rules.get(`${prefix}.${name}`);
        if (rule !== undefined) yield rule;
      }
    }
  }

  #read(css: string): void {
    const plain = css.replace(/\/\*[\s\S]*?(\*\/|$)|<!--|-->/g, ' ');
    for (const [, selectors = '', body = ''] of plain.matchAll(/([^{}]*)\{([^{}]*)\}/g)) {
      const declared = declarationsIn(body);
      for (const name of [...declared.keys()]) if (!READ.has(name)) declared.delete(name);
      if (declared.size === 0) continue;
      for (const selector of selectors.split(',')) {
        const [, tag = '', one] = /^\s*([a-z][a-z0-9]*)?\.([\w-]+)\s*$/i.exec(selector) ?? [];
        if (one === undefined) continue;
        const key = `${tag.toLowerCase()}.${one}`;
        this.#rules.set(key, new Map([...(this.#rules.get(key) ?? []), ...declared]));
      }
    }
  }
}

const MOST_CLASSES = 20;

/** The declarations in the text of a rule or of a style attribute. A later one of a name counts. */
export function declarationsIn(css: string): Map<string, string> {
  const found = new Map<string, string>();
  // A semicolon in quotes or brackets ends nothing; there the address of an image may have one.
  for (const [, name, value] of css.matchAll(
    /([a-z-]{1,64})\s*:\s*((?:"[^"]*"|'[^']*'|\([^)]*\)|[^;"'(])*)/gi,
  )) {
    if (name !== undefined && value !== undefined)
      found.set(name.toLowerCase(), value.replace(/\s*!important\s*$/i, '').trim());
  }
  return found;
}
