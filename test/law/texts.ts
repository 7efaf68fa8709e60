import { parseSync } from 'vite';

/** A text for users, written where it is used. */
export interface SpokenText {
  line: number;
  text: string;
  /** Its place: an element, an attribute, a member, a call, an assignment, or prose anywhere else. */
  where: string;
}

type Node = { type: string; start: number; [key: string]: unknown };

// Places whose text is always shown or read out. Anywhere else only prose counts.
const SPOKEN =
  /^(aria-?(label|description|placeholder|roledescription|valuetext)|alt|label|title|placeholder|description|caption|heading|text|hint|tooltip|error|errorMessage|message|summary)$/i;
const SPOKEN_MEMBERS = /^(textContent|innerText|title|placeholder|alt|ariaLabel|ariaDescription)$/;
const SPOKEN_CALLS = /^(toast|alert|confirm|prompt|announce)$/;
// The value of a constant: one word is enough, as in `const empty = 'Nothing'`.
const VALUE = 'a value';
// Places of names, which are the same in each language.
const NAMES = new Set([
  ...['className', 'style', 'href', 'src', 'id', 'key', 'type', 'name', 'role', 'slot', 'autoComplete'],
  ...['d', 'points', 'viewBox', 'transform', 'data', 'rel', 'target', 'form', 'htmlFor'],
]);
const STYLE = /[a-z-]+:\S[^;]*;[a-z-]+:/;
const WORD = /^\p{Lu}\p{Ll}+$/u;
const LETTER = /\p{L}/u;
const PROSE = /^[“"(]?\p{Lu}[\p{L}’']*[,;:]? [\p{L}“(].*|^\p{L}[\p{L}’']*( [\p{L}’',;:–-]+){2,}[.!?…]$/u;

/** The texts in a source file that belong in a catalogue. `proper` are names, the same in each language. */
export function textsIn(path: string, source: string, proper: ReadonlySet<string> = new Set()): SpokenText[] {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} cannot be read: ${errors[0]?.message}`);
  const found: SpokenText[] = [];
  const note = ({ start }: Node, text: string, where: string): void => {
    const words = text.replace(/\s+/g, ' ').trim();
    if (!proper.has(words))
      found.push({ line: source.slice(0, start).split('\n').length, text: words, where });
  };
  visit(program as unknown as Node, null, note);
  return found;
}

interface Template {
  quasis: { value: { cooked: string } }[];
  expressions: Node[];
}

type Note = (node: Node, text: string, where: string) => void;

// `spoken` is the enclosing place if its text is always shown or read out; null where only prose counts.
function visit(node: Node, spoken: string | null, note: Note): void {
  switch (node.type) {
    case 'JSXText':
      if (LETTER.test(String(node.value))) note(node, String(node.value), 'an element');
      return;
    case 'Literal':
      if (typeof node.value === 'string') judge(node, node.value, spoken, note);
      return;
    case 'TemplateLiteral': {
      const template = node as unknown as Template;
      judge(node, textOf(template), spoken, note);
      for (const each of template.expressions) visit(each, null, note);
      return;
    }
    case 'JSXElement':
    case 'JSXFragment':
      visitAll(node.openingElement ? (node.openingElement as Node).attributes : [], null, note);
      for (const child of node.children as Node[]) visit(child, 'an element', note);
      return;
    // In a page that the Worker writes: between tags, and in attributes that are read out.
    case 'TaggedTemplateExpression': {
      const { tag, quasi } = node as unknown as { tag: Node; quasi: Template };
      if (tag.name === 'html') for (const text of wordsOf(textOf(quasi))) note(node, text, 'a page');
      for (const each of quasi.expressions) visit(each, null, note);
      return;
    }
    case 'JSXAttribute': {
      const { name, value } = node as unknown as { name: Node; value: Node | null };
      const attribute = String(name.name);
      if (value === null || (NAMES.has(attribute) && value.type === 'Literal')) return;
      visit(value, SPOKEN.test(attribute) ? attribute : null, note);
      return;
    }
    case 'Property': {
      const { key, value, computed } = node as unknown as { key: Node; value: Node; computed: boolean };
      const name = computed ? '' : String(key.name ?? key.value);
      if (computed) visit(key, null, note);
      visit(value, SPOKEN.test(name) ? name : null, note);
      return;
    }
    case 'AssignmentExpression': {
      const { left, right } = node as unknown as { left: Node; right: Node };
      const member = left.type === 'MemberExpression' ? String((left.property as Node).name) : '';
      visit(right, SPOKEN_MEMBERS.test(member) ? member : null, note);
      return;
    }
    case 'VariableDeclarator':
    case 'AssignmentPattern': {
      const { id, left, init, right } = node as unknown as Record<string, Node | null>;
      const name = String((id ?? left)?.name);
      visitAll([id ?? left], null, note);
      visitAll([init ?? right], SPOKEN.test(name) ? name : VALUE, note);
      return;
    }
    case 'ArrowFunctionExpression':
      visitAll(node.params, null, note);
      visit(node.body as Node, spoken, note);
      return;
    case 'ArrayExpression':
      visitAll(node.elements, spoken, note);
      return;
    case 'CallExpression':
      visitCall(node, note);
      return;
    // Text for programmers.
    case 'NewExpression':
      if (/Error$/.test(String((node.callee as Node).name))) return;
      break;
    case 'ConditionalExpression':
      visit(node.test as Node, null, note);
      visit(node.consequent as Node, spoken ?? VALUE, note);
      visit(node.alternate as Node, spoken ?? VALUE, note);
      return;
    case 'ReturnStatement':
      visitAll([node.argument], VALUE, note);
      return;
    case 'LogicalExpression':
    case 'BinaryExpression': {
      const shown =
        node.type === 'LogicalExpression' ? (spoken ?? VALUE) : node.operator === '+' ? spoken : null;
      visit(node.left as Node, shown, note);
      visit(node.right as Node, shown, note);
      return;
    }
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      visit(node.expression as Node, spoken, note);
      return;
  }
  if (node.type.startsWith('TS') || /^(Import|ExportAll)/.test(node.type)) return;
  for (const value of Object.values(node)) visitAll(value, null, note);
}

function visitCall(node: Node, note: Note): void {
  const { callee, arguments: args } = node as unknown as { callee: Node; arguments: Node[] };
  const name = String((callee.type === 'MemberExpression' ? (callee.property as Node) : callee).name);
  if (name === 'assert' || name === 'must') return visitAll(args[0], null, note);
  visit(callee, null, note);
  const attribute = name === 'setAttribute' ? String(args[0]?.value) : '';
  for (const each of args) {
    const isSpoken = SPOKEN_CALLS.test(name) || (each !== args[0] && SPOKEN.test(attribute));
    visit(each, isSpoken ? `${name}(${attribute})` : null, note);
  }
}

function visitAll(value: unknown, spoken: string | null, note: Note): void {
  if (Array.isArray(value)) for (const each of value) visitAll(each, spoken, note);
  else if (typeof (value as Node | null)?.type === 'string') visit(value as Node, spoken, note);
}

function textOf({ quasis }: Template): string {
  return quasis.map(({ value }) => value.cooked).join('…');
}

/** The texts in HTML: between tags, and in attributes that users see or hear. */
export function wordsOf(html: string): string[] {
  const shown = html.replace(/<!--[\s\S]*?-->|<(style|script)\b[\s\S]*?<\/\1>/g, '');
  const attributes = [
    ...shown.matchAll(/\b(?:alt|title|placeholder|aria-[a-z]+|name="description" content)="([^"]*)"/g),
  ];
  const between = shown.split(/<[^>]*>/);
  return [...between, ...attributes.map(([, value = '']) => value)]
    .map((text) => text.trim())
    .filter((text) => LETTER.test(text.replace(/&\w+;/g, '')));
}

function judge(node: Node, text: string, spoken: string | null, note: Note): void {
  if (STYLE.test(text)) return;
  const isProse = PROSE.test(text) && text !== text.toUpperCase();
  const isLonely = spoken === null || spoken === VALUE;
  const isText = isLonely
    ? isProse || (spoken === VALUE && WORD.test(text))
    : LETTER.test(text.replaceAll('…', ''));
  if (isText) note(node, text, spoken ?? 'prose');
}
