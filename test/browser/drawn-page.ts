import { compose } from '../../src/ot/compose.ts';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Delta, Op } from '../../src/ot/op.ts';
import { TextView } from '../../web/app/history/text-view.ts';
import { createEditor, type EditorOptions, setEditable } from '../../web/editor/create-editor.ts';
import { QuillBinding } from '../../web/editor/quill-binding.ts';
import { Random } from '../support/random.ts';
import { refusedDocument, refusedOperation } from '../support/refused-text.ts';

/** The outcome of drawing; `failures` are the first few, each with its seed. */
export interface Drawn {
  deltas: number;
  failures: string[];
  /** The total number of characters seen on the page: an editor that shows nothing would cause no failure either. */
  seen: number;
}

const OPERATIONS = 24;
const MOST_FAILURES = 5;

const NO_IMAGES = { docId: '', fetchImage: async () => null };

const WORDS = { callouts: { note: '', tip: '', warning: '' }, pageBreak: '' };
const OPTIONS = new Proxy(
  {},
  {
    get: (_, name) => {
      if (name === 'blocks') return WORDS;
      return name === 'images' || name === 'mentions' ? null : () => '';
    },
  },
) as EditorOptions;

/** An editor as on a document's page, and a view as in the history, both of the same log. */
class Page {
  readonly container = document.body.appendChild(document.createElement('div'));
  readonly viewContainer = document.body.appendChild(document.createElement('div'));
  readonly quill = createEditor(this.container, OPTIONS);
  readonly binding = new QuillBinding(this.quill, document.documentElement, null);
  readonly view = new TextView(this.viewContainer, {
    label: 'history',
    awaited: '',
    images: NO_IMAGES,
    blocks: WORDS,
    mentions: { nameOf: async () => null, words: { loading: '', user: '', doc: '' } },
  });
  readonly edits: Delta[] = [];
  text: Delta = [{ insert: '\n' }];
  version = 0;

  constructor() {
    setEditable(this.quill, true);
    this.binding.attach({
      edit: (delta) => {
        this.edits.push(delta);
        return { change: delta, inverse: () => [], correction: null, place: (at) => at };
      },
      typingPlace: (position) => position,
      setSelection: () => {},
      hold: () => {},
      release: () => {},
    });
  }

  load(text: Delta): void {
    this.text = text;
    this.binding.load(text);
    this.view.apply({ version: ++this.version, generation: 1, document: text });
    this.prove();
  }

  apply(delta: Delta): void {
    this.text = compose(this.text, delta);
    this.binding.apply(delta);
    this.view.apply({ version: ++this.version, generation: 1, delta });
    this.prove();
  }

  /** Types a letter: an editor that is still inside one of Quill's batches would not report it. */
  type(): void {
    const before = this.edits.length;
    this.quill.insertText(0, 'x', 'user');
    const delta = this.edits[before];
    if (delta === undefined) throw new Error('what was typed was not told of');
    this.text = compose(this.text, delta);
    this.view.apply({ version: ++this.version, generation: 1, delta });
    this.prove();
  }

  remove(): void {
    this.binding.detach();
    this.container.remove();
    this.viewContainer.remove();
  }

  private prove(): void {
    if (this.edits.length > 1) throw new Error(`an edit of nobody's: ${JSON.stringify(this.edits)}`);
    const wanted = unitsOf(this.text);
    for (const [name, quill] of [['editor', this.quill] as const, ['view', this.view.quill] as const]) {
      const shown = unitsOf(quill.getContents().ops as unknown as Op[]);
      if (shown !== wanted)
        throw new Error(`the ${name} shows ${JSON.stringify(shown)}, not ${JSON.stringify(wanted)}`);
      if (quill.scroll.length() !== documentLength(this.text))
        throw new Error(`the ${name}'s length is another`);
    }
  }
}

/**
 * Makes Quill throw at a random step of an operation, `rounds` times; then the text is loaded again and must be right,
 * and what is typed next must be reported. Returns how often it threw.
 */
export function breakOff(seed: number, rounds: number): number {
  const random = new Random(seed);
  const page = new Page();
  let thrown = 0;
  for (let i = 0; i < rounds; i++) {
    page.load(refusedDocument(random, 20));
    const restore = breakSoon(page, random);
    try {
      page.binding.apply(refusedOperation(random, page.text));
    } catch (error) {
      if (!(error instanceof Sabotage)) throw error;
      thrown++;
    } finally {
      restore();
    }
    page.load(page.text);
    page.type();
    page.edits.length = 0;
  }
  page.remove();
  return thrown;
}

class Sabotage extends Error {}

const STEPS = ['formatAt', 'insertAt', 'deleteAt', 'optimize', 'create'] as const;

/** Makes the next or a later call of one of Quill's own steps throw. Returns a function that ends this. */
function breakSoon({ quill }: Page, random: Random): () => void {
  const scroll = quill.scroll as unknown as Record<string, (...values: unknown[]) => unknown>;
  const step = random.pick(STEPS);
  const original = scroll[step] as (...values: unknown[]) => unknown;
  let left = random.int(4);
  scroll[step] = function (...values) {
    if (left-- <= 0) throw new Sabotage(step);
    return original.apply(this, values);
  };
  return () => {
    delete scroll[step];
  };
}

/** Draws `deltas` documents and operations with random names and values, `OPERATIONS` on each document. */
export function draw(seed: number, deltas: number): Drawn {
  const drawn: Drawn = { deltas: 0, failures: [], seen: 0 };
  for (let at = seed; drawn.deltas < deltas && drawn.failures.length < MOST_FAILURES; at++) {
    const random = new Random(at);
    const page = new Page();
    let last: Delta = [];
    try {
      last = refusedDocument(random, 20);
      page.load(last);
      drawn.deltas++;
      for (let i = 0; i < OPERATIONS && drawn.deltas < deltas; i++) {
        last = refusedOperation(random, page.text);
        page.apply(last);
        drawn.deltas++;
      }
      page.type();
    } catch (error) {
      const { stack = '' } = error as Error;
      drawn.failures.push(`seed ${at}: ${stack.slice(0, 1_500)}\nafter ${JSON.stringify(last)}`);
    }
    drawn.seen += page.quill.root.textContent?.length ?? 0;
    page.remove();
  }
  return drawn;
}

function unitsOf(text: Delta): string {
  return text
    .map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert.replaceAll('\r', ' ') : '\0'))
    .join('');
}

Object.assign(globalThis, { draw, breakOff });
