import { type HtmlOptions, writeHtmlFragment } from '../../../src/formats/html/write.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { type Clip, newlines } from './clip.ts';

/** A fragment as a document: a line that is not included ends plain. */
export function documentOfClip({ ops, last }: Clip): Delta {
  const isEnded = last === null && endsLine(ops);
  if (isEnded) return ops;
  return [
    ...ops,
    last && Object.keys(last).length > 0 ? { insert: '\n', attributes: last } : { insert: '\n' },
  ];
}

/** A fragment as HTML for other programs; `options` say what images and mentions are shown by. */
export function clipHtml(clip: Clip, options: HtmlOptions): string {
  const html = writeHtmlFragment(documentOfClip(clip), options);
  // Some words of a line are not a block: they join the line into which they are pasted.
  const areWords = clip.last === null && newlines(clip.ops).length === 0;
  return areWords ? html.replace(/^<p>([\s\S]*?)<\/p>/, '$1') : html;
}

function endsLine(ops: Delta): boolean {
  const end = ops[ops.length - 1];
  return end !== undefined && 'insert' in end && typeof end.insert === 'string' && end.insert.endsWith('\n');
}
