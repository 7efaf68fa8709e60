import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { textsIn, wordsOf } from '../law/texts.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Folders with texts for users. The client library returns codes, and has no texts. */
const SPEAKING = ['web/app', 'web/editor', 'web/ui', 'web/api', 'src/background/letters'];
/** The catalogues: one file a language. */
const CATALOGUE = /^(web\/ui\/i18n\/en[\w-]*|src\/background\/letters\/templates\/(en|de))\.ts$/;
/** Pages for programmers and operators, in English only. */
const FOR_PROGRAMMERS = ['src/admin/dev-mail-page.ts', 'src/platform/http/reference.ts'];

/** Names that are the same in each language, and strings that are not texts, by the file that contains them. */
const PROPER: Readonly<Record<string, string>> = {
  // A letter of the alphabet, to show a colour on.
  A: 'web/editor/color-tool.tsx',
  // The beginning of every address.
  'https://': 'web/editor/address/address-dialog.tsx',
  // A name that browsers know, and one of the editor.
  'DOMParser parseFromString': 'web/ui/trusted-types.ts',
  Mark: 'web/app/history/marked-text.ts',
};

const SEEN: readonly [source: string, text: string][] = [
  ['<p>Saved</p>', 'Saved'],
  ['<p>\n  Your text\n  is saved.\n</p>', 'Your text is saved.'],
  ["<p>{'saved'}</p>", 'saved'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a template
  ['<p>{`by ${name}`}</p>', 'by …'],
  ["<p>{done ? words.done : 'not yet'}</p>", 'not yet'],
  ["<p>{name || 'nobody'}</p>", 'nobody'],
  ['<>Saved</>', 'Saved'],
  ['<List empty={() => <p>None</p>} />', 'None'],
  ['<button aria-label="close" />', 'close'],
  ['<a title="Open it" />', 'Open it'],
  ['<input placeholder="you@example.com" />', 'you@example.com'],
  ['<img alt="A cat" />', 'A cat'],
  ['<Field label="Name" />', 'Name'],
  ['<Field description="as others see it" />', 'as others see it'],
  ['<Field errorMessage={wrong ? `no` : undefined} />', 'no'],
  ['<Field whatever="Choose a name, please" />', 'Choose a name, please'],
  ["toast({ text: 'saved', tone: 'plain' })", 'saved'],
  ["toast('saved')", 'saved'],
  ["window.alert('saved')", 'saved'],
  ["confirm('sure?')", 'sure?'],
  ["const column = { title: 'changed' }", 'changed'],
  ["document.title = 'Octavo'", 'Octavo'],
  ["element.textContent = done ? 'yes' : words.no", 'yes'],
  ["element.setAttribute('aria-label', 'the text')", 'the text'],
  ["const label = 'name'", 'name'],
  ["function f({ label = 'name' }) {}", 'name'],
  ["const nobody = 'Somebody'", 'Somebody'],
  ["const who = name ?? 'Somebody'", 'Somebody'],
  ["function f() { return 'Somebody' }", 'Somebody'],
  ["const words = ['Try it again']", 'Try it again'],
  ["show('nothing could be saved.')", 'nothing could be saved.'],
  ['const page = html`<h1 class="big">Mails</h1>`', 'Mails'],
  ['const page = html`<iframe title="The mail"></iframe>`', 'The mail'],
];

const UNSEEN: readonly string[] = [
  '<p className="Some Class" role="alert">{words.saved} · {count}</p>',
  '<Link href="/settings" data-state="open">{words.settings}</Link>',
  '<input autoComplete="current-password webauthn" type="email" />',
  "throw new Error('The versions are missing')",
  "must(value, 'A value is there')",
  "if (event.key === 'Enter') send()",
  "import { something } from './Some file.ts'",
  "type Label = 'Some text'",
  "const tags = new Set('ADDRESS ARTICLE ASIDE'.split(' '))",
  "const STYLE = { heading: 'font-size:22px;color:#1b1f24' }",
  'const rows = sql`SELECT id FROM users`',
  "const kind: Kind = 'saved'",
];

test.each(SEEN)('%s is seen', (source, text) => {
  expect(textsIn('a.tsx', source).map((found) => found.text)).toEqual([text]);
});

test.each(UNSEEN)('%s says nothing', (source) => {
  expect(textsIn('a.tsx', source)).toEqual([]);
});

test('a proper name is not a text, and a finding has its line', () => {
  expect(textsIn('a.tsx', '<p>\n{<b>A</b>}\n{<b>B</b>}</p>', new Set(['A']))).toEqual([
    { line: 3, text: 'B', where: 'an element' },
  ]);
});

test('every text that people see is in a catalogue of words', () => {
  const used = new Set<string>();
  const outside = SPEAKING.flatMap(sources).flatMap((path) =>
    textsIn(path, read(path)).flatMap(({ line, text, where }) => {
      if (PROPER[text] !== path) return [`${path}:${line} says “${text}” (${where})`];
      used.add(text);
      return [];
    }),
  );
  expect(outside, 'add it to web/ui/i18n or to src/background/letters/templates').toEqual([]);
  expect([...used].sort()).toEqual(Object.keys(PROPER).sort());
});

test('the Worker writes no page for people', () => {
  const pages = sources('src').filter(
    (path) =>
      read(path).includes('html`') && textsIn(path, read(path)).some(({ where }) => where === 'a page'),
  );
  expect(pages).toEqual(FOR_PROGRAMMERS);
});

test('index.html says what the catalogue does', () => {
  const words = wordsOf(read('web/index.html'));
  expect(words.sort()).toEqual(['{{name}}', '{{needsScript}}', '{{tagline}}']);
});

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !CATALOGUE.test(path))
    .sort();
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
