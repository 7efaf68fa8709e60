import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { may } from '../../../../src/protocol/permissions.ts';
import { returnToText } from '../../../editor/caret/keep-caret.ts';
import type { Desk } from './desk.ts';
import { KeptTexts } from './kept-texts.ts';
import { LiveHunks } from './live-hunks.ts';
import type { Item } from './marked-parts.ts';
import type { Filter } from './panel.tsx';
import type { Placement } from './placement.ts';
import type { ReviewProps } from './review.tsx';
import { Seen } from './seen.ts';
import { DRAFT, isBeside, subjectNamed } from './subjects.ts';
import { scrollToRange } from './to-card.ts';
import { told } from './told.ts';
import { useBeside } from './use-beside.ts';
import { useGoing } from './use-going.ts';
import { useLeftReplies } from './use-left-replies.ts';
import { useLinked } from './use-linked.ts';
import { useMedia } from './use-media.ts';
import { useNewThread } from './use-new-thread.ts';
import { usePlacement } from './use-placement.ts';
import { usePressedText } from './use-pressed-text.ts';
import { useReadNotices } from './use-read-notices.ts';
import { useSubjects } from './use-subjects.ts';

/** Up to this width the review is a sheet at the foot of the page. */
const PHONE = '(width <= 700px)';

/** The review as its page shows it. */
export interface ReviewState {
  desk: Desk;
  placement: Placement | null;
  /** The main part of the page, which the text is in. */
  main: HTMLElement | null;
  isPhone: boolean;
  /** Whether the list of all subjects is open. */
  isListed: boolean;
  filter: Filter;
  /** What was done last, for a screen reader. */
  said: string;
  setFilter(filter: Filter): void;
  toggle(): void;
  /** Closes the list, and on a phone everything. */
  close(): void;
}

/** The state of the review of an open document: what is chosen, being begun, listed and drawn. */
export function useReview(props: ReviewProps): ReviewState {
  const { docId, me, isGuest, role, session, quill, threads, suggestions, mode } = props;
  const main = quill.root.closest('main');
  const isPhone = useMedia(PHONE);
  const [isListed, setListed] = useState(false);
  const [filter, setFilter] = useState<Filter>('open');
  const [said, setSaid] = useState('');
  const seen = useMemo(() => new Seen(me.id, docId, isGuest), [me.id, docId, isGuest]);
  const kept = useMemo(() => new KeptTexts(me.id, docId), [me.id, docId]);
  useLeftReplies(session, kept);
  const hunks = useMemo(() => new LiveHunks(session), [session]);
  const rights = useMemo(() => {
    const means = isGuest ? 'guest' : 'person';
    return {
      comment: may(role, 'comment', means),
      deleteAny: may(role, 'deleteAnyComment', means),
      readMembers: may(role, 'readMembers', means),
      decide: may(role, 'decide', means) && mode !== 'viewing',
    };
  }, [role, isGuest, mode]);
  const made = useNewThread(docId, session, kept, rights.comment && !isPhone);
  const { beginning, range: rangeOfNew } = made;
  const subjects = useSubjects(session, threads, suggestions);
  const placement = usePlacement(session, quill, rangeOfNew);
  const saw = useCallback(
    (some: typeof subjects) => seen.saw(some, suggestions === null ? null : subjects),
    [seen, subjects, suggestions],
  );
  const { begin: beginAt, putAside, send: sendNew } = made;
  const going = useGoing({
    session,
    quill,
    subjects,
    isListed,
    isPhone,
    rights,
    early: props.early,
    saw,
    beginAt,
  });
  const { active, setActive, choose, goOn, begin } = going;
  const chosen = subjectNamed(subjects, active);
  const readNotices = useReadNotices(docId, isGuest, chosen);

  const items = useMemo<Item[]>(
    () => [
      ...subjects.flatMap((subject): Item[] => {
        const isActive = subject.id === active;
        if (!isActive && !isBeside(subject)) return [];
        const { id } = subject;
        if (subject.kind === 'thread') return [{ id, tone: isActive ? 'active' : 'thread' }];
        return [{ id, tone: isActive ? 'active-suggestion' : 'suggestion' }];
      }),
      ...(beginning === null ? [] : [{ id: DRAFT, tone: 'draft' } as const]),
    ],
    [subjects, active, beginning],
  );
  useEffect(
    () => placement?.show(items, beginning === null ? active : DRAFT),
    [placement, items, active, beginning],
  );
  // The first letter of a suggestion must not move the text aside.
  const hasMargin = items.length > 0 || mode === 'suggesting';
  useBeside(quill, isListed ? 'panel' : hasMargin ? 'margin' : null, isPhone);
  // What comes into the open card is seen, if a person is there to see it.
  useEffect(() => {
    if (chosen && !document.hidden) saw([chosen]);
  }, [chosen, saw]);
  const isRestored = beginning?.isRestored === true;
  useEffect(() => {
    if (isRestored && rangeOfNew.current !== null) scrollToRange(session.quill, rangeOfNew.current);
  }, [isRestored, rangeOfNew, session]);

  const desk = useMemo<Desk>(
    () => ({
      docId,
      me,
      session,
      may: rights,
      isSuggesting: mode === 'suggesting',
      subjects,
      active,
      beginning,
      seen,
      kept,
      hunks,
      choose,
      goOn,
      readAll: () => {
        saw(subjects);
        readNotices();
      },
      begin,
      putAside: () => {
        putAside();
        returnToText(session.quill);
      },
      send: async (body, key) => {
        const { id } = await sendNew(body, key);
        await told(session, (threads) => threads.some((thread) => thread.id === id));
        putAside();
        returnToText(session.quill);
      },
      landed: (isSo) => told(session, isSo),
      // The same words twice have to be told twice.
      say: (text) => setSaid((before) => (before === text ? `${text}\u00a0` : text)),
    }),
    [
      docId,
      me,
      session,
      rights,
      mode,
      subjects,
      active,
      beginning,
      seen,
      kept,
      hunks,
      choose,
      goOn,
      saw,
      readNotices,
      begin,
      putAside,
      sendNew,
    ],
  );
  useLinked(subjects, suggestions !== null, choose);
  const latest = useRef({ active, subjects, isPhone });
  latest.current = { active, subjects, isPhone };
  usePressedText(quill, placement, latest, setActive, choose);

  return {
    desk,
    placement,
    main,
    isPhone,
    isListed,
    filter,
    said,
    setFilter,
    toggle: () => setListed((is) => !is),
    close: () => {
      setListed(false);
      if (isPhone) {
        setActive(null);
        putAside();
      }
    },
  };
}
