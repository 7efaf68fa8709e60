import { Unreadable } from '../formats/unreadable.ts';
import type { Warning } from '../formats/warnings.ts';
import type { Delta } from '../ot/op.ts';
import { plainText } from '../ot/plain-text.ts';
import { Problem } from '../platform/problem/problem.ts';

/** The formats that a text is written in, by the ending of their files. */
export const EXPORTS = {
  json: 'application/json',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  odt: 'application/vnd.oasis.opendocument.text',
} as const;

/** A format that a text is written in. */
export type ExportFormat = keyof typeof EXPORTS;

/** A format of office programs: an archive. */
export type OfficeFormat = 'docx' | 'odt';

/** A format of which what is written is text. */
export type TextFormat = Exclude<ExportFormat, OfficeFormat>;

/** Whether a format is one of office programs. */
export function isOfficeFormat(format: string): format is OfficeFormat {
  return format === 'docx' || format === 'odt';
}

/** A written text, with what its format could not say. */
export interface Exported {
  body: string;
  warnings: readonly Warning[];
}

/**
 * A text in a format. As a file, HTML is a whole page, with `title`; otherwise the part that shows the text. The writers
 * are loaded when they are first needed. Throws 413 `too_large` for a text that the format cannot say in a bounded length.
 */
export async function exportContent(
  { version, ops }: { version: number; ops: Delta },
  format: TextFormat,
  title: string | null,
): Promise<Exported> {
  try {
    return await written({ version, ops }, format, title);
  } catch (error) {
    if (error instanceof Unreadable) throw new Problem(413, 'too_large', error.message);
    throw error;
  }
}

async function written(
  { version, ops }: { version: number; ops: Delta },
  format: TextFormat,
  title: string | null,
): Promise<Exported> {
  switch (format) {
    case 'json':
      return { body: JSON.stringify({ version, ops }), warnings: [] };
    case 'txt':
      return { body: plainText(ops), warnings: [] };
    case 'md': {
      const { writeMarkdown } = await import('../formats/markdown/write.ts');
      const { markdown, warnings } = writeMarkdown(ops);
      return { body: markdown, warnings };
    }
    case 'html': {
      if (title === null) {
        const { writeHtmlFragment } = await import('../formats/html/write.ts');
        return { body: writeHtmlFragment(ops), warnings: [] };
      }
      const { writeHtmlPage } = await import('../formats/html/page.ts');
      return { body: writeHtmlPage(ops, title), warnings: [] };
    }
  }
}
