import { useEffect, useRef, useState } from 'react';
import type { Thread } from '../../../../src/protocol/review.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { type Happened, happenedBetween } from './new-comments.ts';

/** What comes within this time is announced together. */
const TOGETHER_MS = 1_000;
/** How much of a comment is read out. */
const EXCERPT = 200;

/** Tells screen readers, politely, what others say in threads. */
export function Announcer({ threads, userId }: { threads: readonly Thread[]; userId: string }) {
  const { said } = useMessages().review;
  const [text, setText] = useState('');
  const known = useRef(threads);
  const waiting = useRef<Happened[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    waiting.current.push(...happenedBetween(known.current, threads, userId));
    known.current = threads;
    if (waiting.current.length === 0 || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      const happened = waiting.current.splice(0);
      const [first] = happened;
      if (happened.length > 1) setText(said.more(happened.length));
      else if (first?.kind === 'resolved') setText(said.resolved(first.name));
      else if (first) setText(said[first.kind](first.name, first.body.slice(0, EXCERPT)));
    }, TOGETHER_MS);
  }, [threads, userId, said]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
