import { documentOf, type Line, linesOf, type Run } from '../../../src/formats/blocks/lines.ts';
import type { Delta } from '../../../src/ot/op.ts';

/**
 * A document that another program wrote, with spaces where it has no-break spaces only so that HTML keeps them: beside
 * other spaces, at the ends of a run, and alone in a paragraph that is empty. One between words stays.
 */
export function plainSpaces(document: Delta): Delta {
  return documentOf(linesOf(document).map((line) => (line.format['code-block'] ? line : plain(line))));
}

function plain({ runs, format }: Line): Line {
  const isEmpty = runs.every(({ insert }) => typeof insert === 'string' && /^[\s\u00a0]*$/.test(insert));
  const isMarked = runs.some(({ insert }) => typeof insert === 'string' && insert.includes('\u00a0'));
  if (isEmpty && isMarked) return { runs: [], format };
  return { runs: isMarked ? runs.map(plainRun) : runs, format };
}

function plainRun(run: Run): Run {
  if (typeof run.insert !== 'string') return run;
  const insert = run.insert.replace(/(?<![^\s\u00a0])\u00a0|\u00a0(?![^\s\u00a0])/g, ' ');
  return { ...run, insert };
}
