import type { ImportedThread } from '../imported.ts';
import { originXml } from './write-changes.ts';
import { paragraphsXml } from './write-text.ts';

/** Where the comments of a thread begin, with their texts, or end in the text. */
export function annotationsXml(
  kind: 'comment-start' | 'comment-end',
  thread: number,
  { comments, isResolved }: ImportedThread,
): string {
  const names = comments.map((_, at) => `comment${thread + 1}-${at + 1}`);
  if (kind === 'comment-end')
    return names.map((name) => `<office:annotation-end office:name="${name}"/>`).join('');
  return comments
    .map((comment, at) => {
      const answers = at === 0 ? '' : ` loext:parent-name="${names[0]}"`;
      return `<office:annotation office:name="${names[at]}" loext:resolved="${isResolved}"${answers}>${originXml(comment)}${paragraphsXml(comment.body, '')}</office:annotation>`;
    })
    .join('');
}
