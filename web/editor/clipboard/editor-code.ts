import { FORMATS } from '../../../src/ot/formats.ts';
import type { Attributes, Delta } from '../../../src/ot/op.ts';

/** The type under which VS Code, and editors made of it, say what they copied. */
export const VSCODE_TYPE = 'vscode-editor-data';

// What is written in these is prose.
const PROSE = ['plaintext', 'markdown', 'git-commit', 'scminput'];

/** The language that VS Code says it copied from; null where it copied prose, or says nothing. */
export function vscodeLanguage(data: string): string | null {
  try {
    const { mode } = JSON.parse(data) as { mode?: unknown };
    return typeof mode === 'string' && !PROSE.includes(mode) ? mode : null;
  } catch {
    return null;
  }
}

/** Lines of text as lines of code; null for a single line, which is words. */
export function codeLines(text: string, language: string): Delta | null {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  if (lines.length < 2) return null;
  const format = FORMATS.get('code-block')?.values.fit(language, null) ?? true;
  const attributes: Attributes = { 'code-block': language === '' ? true : format };
  return lines.flatMap((line) => [...(line === '' ? [] : [{ insert: line }]), { insert: '\n', attributes }]);
}
