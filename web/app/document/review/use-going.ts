import type Quill from 'quill/core.js';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Range } from '../../../../src/ot/op.ts';
import { returnToText } from '../../../editor/caret/keep-caret.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import type { EarlyKey } from '../early-key.ts';
import type { Desk, Rights } from './desk.ts';
import { isBeside, keyOf, neighbourOf, type Subject, subjectNamed } from './subjects.ts';
import { focusCard, forgetFocus, scrollToRange } from './to-card.ts';
import { useReviewKeys } from './use-review-keys.ts';
import { placesNow } from './use-subjects.ts';

interface GoingOptions {
  session: DocumentSession;
  quill: Quill;
  subjects: readonly Subject[];
  isListed: boolean;
  isPhone: boolean;
  rights: Rights;
  early: EarlyKey;
  /** The user sees these subjects now. */
  saw(subjects: readonly Subject[]): void;
  /** Begins a thread here; null about the whole document. */
  beginAt(range: Range | null): void;
}

/** Which card is open, and how one goes to the next. */
export interface Going extends Pick<Desk, 'choose' | 'goOn' | 'begin'> {
  active: string | null;
  setActive(id: string | null): void;
}

/** What is chosen by presses, keys, links and decisions. */
export function useGoing(options: GoingOptions): Going {
  const { session, quill, subjects, rights, early, beginAt } = options;
  const [active, setActive] = useState<string | null>(null);
  const latest = useRef({ ...options, active });
  latest.current = { ...options, active };

  // A suggestion that is being typed gets its id when it is first sent; what is decided or deleted is no longer open.
  useEffect(() => {
    if (active === null || subjects.some(({ id }) => id === active)) return;
    setActive(subjects.find((subject) => keyOf(subject) === active)?.id ?? null);
  }, [subjects, active]);

  const choose = useCallback<Desk['choose']>(
    (id, by) => {
      const { subjects, isListed, isPhone, saw } = latest.current;
      const subject = subjectNamed(subjects, id);
      setActive(subject?.id ?? null);
      if (subject === undefined) {
        forgetFocus();
        // On a phone, the keyboard would come up.
        if (by !== 'text' && !isPhone) returnToText(session.quill);
        return;
      }
      saw([subject]);
      if (by === 'text') return;
      // A card that is pressed stands beside its text already; one in the list does not.
      if (by !== 'card' || isListed) scrollToRange(session.quill, rangeOf(session, subject));
      focusCard(subject.id);
    },
    [session],
  );
  /** The subjects that are stepped through: those with a card beside the text, and the open one. */
  const stepped = (): readonly Subject[] => {
    const { subjects, active } = latest.current;
    return subjects.filter((subject) => isBeside(subject) || subject.id === active);
  };
  const goOn = useCallback<Desk['goOn']>(
    (index, by) => {
      if (by === 'card') {
        choose(null, 'card');
        return;
      }
      const left = latest.current.subjects.filter(
        ({ kind, id }) => kind === 'suggestion' && session.hunks(id).length > 0,
      );
      const next = neighbourOf(left, { id: null, index }, placesNow(session), 1);
      choose(next?.id ?? null, 'keys');
    },
    [session, choose],
  );
  const begin = useCallback<Desk['begin']>(
    (about) => {
      const { quill } = session;
      const selected = quill.selection.lastRange ?? quill.selection.savedRange;
      const range = about === 'selection' ? trimmed(session, selected) : null;
      const { subjects } = latest.current;
      const suggested = range && subjects.find((one) => isSuggestedBy(session, one, range));
      if (suggested) {
        choose(suggested.id, 'keys');
        return;
      }
      setActive(null);
      beginAt(range);
      if (range !== null) scrollToRange(quill, range);
    },
    [session, choose, beginAt],
  );

  useReviewKeys(
    {
      comment: () => {
        const { index, length } = quill.selection.lastRange ?? quill.selection.savedRange;
        const here = length > 0 ? undefined : stepped().find((one) => isAround(session, one, index));
        if (here) choose(here.id, 'keys');
        else if (rights.comment) begin('selection');
      },
      go: (step) => {
        const from = { id: active, index: quill.selection.savedRange.index };
        const next = neighbourOf(stepped(), from, placesNow(session), step);
        if (next) choose(next.id, 'keys');
      },
      close: () => choose(null, 'text'),
    },
    early,
  );
  return { active, setActive, choose, goOn, begin };
}

function rangeOf(session: DocumentSession, subject: Subject): Range | null {
  if (subject.kind === 'suggestion') return session.hunks(subject.id)[0]?.range ?? null;
  return session.ranges().get(subject.id) ?? subject.thread.range;
}

function isAround(session: DocumentSession, subject: Subject, index: number): boolean {
  const ranges =
    subject.kind === 'suggestion'
      ? session.hunks(subject.id).map(({ range }) => range)
      : [session.ranges().get(subject.id) ?? null];
  return ranges.some((range) => range && index > range.index && index < range.index + range.length);
}

// What is only suggested is no text that a comment can be about: it is said of the suggestion.
function isSuggestedBy(session: DocumentSession, { id, kind }: Subject, range: Range): boolean {
  if (kind !== 'suggestion' || session.inText(range).length > 0) return false;
  const end = range.index + range.length;
  return session.hunks(id).some((hunk) => {
    const { index, length } = hunk.range;
    return index <= range.index && end <= index + length;
  });
}

/** A selection without the line ends at its end; null when nothing else is in it. */
function trimmed({ quill }: DocumentSession, { index, length }: Range): Range | null {
  const text = quill.getText(index, length);
  const ends = text.length - text.trimEnd().length;
  return length - ends > 0 ? { index, length: length - ends } : null;
}
