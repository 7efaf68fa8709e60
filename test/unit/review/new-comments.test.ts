import { expect, test } from 'vitest';
import type { Comment, Thread } from '../../../src/protocol/review.ts';
import { happenedBetween } from '../../../web/app/document/review/new-comments.ts';
import { ADA, AT, BEN, threadAt } from './shown-review.ts';

function comment(id: string, author: typeof ADA, body: string | null): Comment {
  return { id, author, body, mentions: [], at: AT, editedAt: null };
}

function thread(id: string, index: number | null, ...comments: Comment[]): Thread {
  return threadAt(id, index, { comments });
}

test('what others wrote and resolved is told, one’s own is not', () => {
  const before = [thread('a', 1, comment('1', ADA, 'Why?')), thread('b', 5, comment('2', BEN, 'So'))];
  const [a, b] = before as [Thread, Thread];
  const after = [
    { ...a, comments: [...a.comments, comment('3', BEN, 'Because'), comment('4', ADA, 'Oh')] },
    { ...b, resolved: { at: AT, by: BEN } },
    thread('c', 9, comment('5', BEN, 'New')),
    thread('d', 9, comment('6', BEN, null)),
  ];
  expect(happenedBetween(before, after, 'ada')).toEqual([
    { kind: 'reply', name: 'Ben', body: 'Because' },
    { kind: 'resolved', name: 'Ben' },
    { kind: 'comment', name: 'Ben', body: 'New' },
  ]);
  expect(happenedBetween(before, before, 'ada')).toEqual([]);
});
