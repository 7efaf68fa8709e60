import { WINGS } from './wings.ts';

/** docs/architecture.md shows the law between these lines. */
export const BEGIN = '<!-- The import law, from test/law/wings.ts: npm run law -->';
/** Where it ends. */
export const END = '<!-- The end of the import law -->';

/** The table of wings, as Markdown. */
export function picture(): string {
  const rows = WINGS.map(({ path, holds, imports }) => {
    const named = collapse(imports).map((each) => `\`${each}\``);
    return `| \`${path}\` | ${holds} | ${named.join(', ') || '–'} |`;
  });
  return ['| wing, from the top | what lives there | what it imports |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** `text` with the current table. Throws when it has no place for it. */
export function withPicture(text: string): string {
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error('there is no place for the import law');
  return `${text.slice(0, start + BEGIN.length)}\n\n${picture()}\n\n${text.slice(end)}`;
}

// The three that everybody may import are written as one.
function collapse(imports: readonly string[]): string[] {
  const shared = ['src/base', 'src/ot', 'src/protocol'];
  if (!shared.every((path) => imports.includes(path))) return [...imports];
  return [...imports.filter((path) => !shared.includes(path)), 'src/{base,ot,protocol}'];
}
