import { useEffect, useRef, useState } from 'react';
import type { Thread } from '../../../../src/protocol/review.ts';
import type { ShownSuggestion } from '../../../collab/index.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { changeOf, NAMED } from './hunk-words.ts';
import { type Happened, happenedBetween } from './new-comments.ts';
import { newSuggestions } from './new-suggestions.ts';
import { readHunks } from './read-hunks.ts';

/** What comes within this time is announced together. */
const TOGETHER_MS = 1_000;
/** A suggestion is read out once its author has paused for this long. */
const PAUSE_MS = 3_000;
/** How much of a comment is read out. */
const EXCERPT = 200;

interface AnnouncerProps {
  threads: readonly Thread[];
  suggestions: readonly ShownSuggestion[] | null;
  userId: string;
  session: DocumentSession;
}

/** Tells screen readers, politely, what others say in threads, suggest and decide. */
export function Announcer({ threads, suggestions, userId, session }: AnnouncerProps) {
  const messages = useMessages();
  const [text, setText] = useState('');
  const waiting = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const tell = useRef((_texts: readonly string[]): void => undefined);
  tell.current = (texts) => {
    waiting.current.push(...texts);
    if (waiting.current.length === 0 || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      const happened = waiting.current.splice(0);
      setText(happened.length === 1 ? (happened[0] ?? '') : messages.review.said.more(happened.length));
    }, TOGETHER_MS);
  };
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );

  const { said } = messages.review;
  const known = useRef(threads);
  useEffect(() => {
    const happened = happenedBetween(known.current, threads, userId);
    known.current = threads;
    tell.current(happened.map((one) => wordsOf(one, said)));
  }, [threads, userId, said]);

  const { suggestions: words } = messages;
  const before = useRef<readonly ShownSuggestion[] | null>(null);
  const paused = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    for (const { id, name } of newSuggestions(before.current, suggestions)) {
      const wait = (): void => {
        const review = reviewOf(session, id);
        const later = setTimeout(() => {
          paused.current.delete(id);
          const hunks = readHunks(session, id, NAMED);
          if (hunks.count === 0) return;
          if (reviewOf(session, id) !== review) wait();
          else tell.current([words.said.suggested(name, changeOf(hunks, words, EXCERPT))]);
        }, PAUSE_MS);
        paused.current.set(id, later);
      };
      wait();
    }
    before.current = suggestions;
  }, [suggestions, session, words]);
  useEffect(() => {
    const timers = paused.current;
    return () => {
      for (const later of timers.values()) clearTimeout(later);
    };
  }, []);
  useEffect(
    () =>
      session.onDecided(({ author, decidedBy, decision, status }) => {
        if (decidedBy === null || decidedBy.id === userId) return;
        const kind = decision?.kind ?? status;
        if (kind === 'accepted' || kind === 'rejected')
          tell.current([words.said[kind](decidedBy.name, author.name)]);
        else if (kind === 'withdrawn') tell.current([words.said.withdrawn(author.name)]);
      }),
    [session, userId, words],
  );
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}

type SaidWords = ReturnType<typeof useMessages>['review']['said'];

function wordsOf(happened: Happened, said: SaidWords): string {
  if (happened.kind === 'resolved') return said.resolved(happened.name);
  return said[happened.kind](happened.name, happened.body.slice(0, EXCERPT));
}

function reviewOf(session: DocumentSession, id: string): number | undefined {
  return session.view().suggestions?.find((one) => one.id === id)?.told?.review;
}
