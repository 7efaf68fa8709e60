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
    for (const { selectors, body } of rulesIn(plain)) {
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

// A search by one expression would begin again at each sign of a text without braces.
function* rulesIn(css: string): Generator<{ selectors: string; body: string }> {
  const braces = /[{}]/g;
  let last = 0;
  let selectors: string | null = null;
  for (let brace = braces.exec(css); brace !== null; brace = braces.exec(css)) {
    const piece = css.slice(last, brace.index);
    last = braces.lastIndex;
    if (brace[0] === '}' && selectors !== null) yield { selectors, body: piece };
    selectors = brace[0] === '{' ? piece : null;
  }
}

/**
 * The declarations in the text of a rule or of a style attribute. A later one of a name counts. Takes a time in
 * proportion to the length.
 */
export function declarationsIn(css: string): Map<string, string> {
  const found = new Map<string, string>();
  const begins = /(?<![a-z-])([a-z-]{1,64})\s*:\s*/gi;
  const endOf = valueEnds(css);
  for (let begin = begins.exec(css); begin !== null; begin = begins.exec(css)) {
    const end = endOf(begins.lastIndex);
    const value = css.slice(begins.lastIndex, end).trim();
    const isImportant = value.slice(-IMPORTANT.length).toLowerCase() === IMPORTANT;
    found.set(
      (begin[1] as string).toLowerCase(),
      isImportant ? value.slice(0, -IMPORTANT.length).trimEnd() : value,
    );
    begins.lastIndex = end;
  }
  return found;
}

const IMPORTANT = '!important';
const CLOSES: Readonly<Record<string, string>> = { '"': '"', "'": "'", '(': ')' };

// Where a value ends that begins at a place. A semicolon in quotes or brackets ends nothing; there the address of an
// image may have one. What is not closed is not searched for again.
function valueEnds(css: string): (from: number) => number {
  const signs = /[;"'(]/g;
  const unclosed = new Set<string>();
  return (from) => {
    signs.lastIndex = from;
    for (let sign = signs.exec(css); sign !== null; sign = signs.exec(css)) {
      const [opens] = sign;
      const closes = CLOSES[opens];
      if (closes === undefined || unclosed.has(opens)) return sign.index;
      const close = css.indexOf(closes, signs.lastIndex);
      if (close < 0) {
        unclosed.add(opens);
        return sign.index;
      }
      signs.lastIndex = close + 1;
    }
    return css.length;
  };
}
