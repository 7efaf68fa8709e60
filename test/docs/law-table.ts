import { WINGS } from '../law/wings.ts';

/** The table of wings, as Markdown. */
export function lawTable(): string {
  const rows = WINGS.map(({ path, holds, imports }) => {
    const named = collapse(imports).map((each) => `\`${each}\``);
    return `| \`${path}\` | ${holds} | ${named.join(', ') || '–'} |`;
  });
  return ['| wing, from the top | what lives there | what it imports |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}

// The three that every wing may import are written as one.
function collapse(imports: readonly string[]): string[] {
  const shared = ['src/base', 'src/ot', 'src/protocol'];
  if (!shared.every((path) => imports.includes(path))) return [...imports];
  return [...imports.filter((path) => !shared.includes(path)), 'src/{base,ot,protocol}'];
}
