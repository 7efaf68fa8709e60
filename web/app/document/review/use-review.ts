import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Range } from '../../../../src/ot/op.ts';
import { may } from '../../../../src/protocol/permissions.ts';
import { returnToText } from '../../../editor/caret/keep-caret.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import type { Desk } from './desk.ts';
import { DRAFT, inTextOrder, neighbourOf } from './items.ts';
import { KeptTexts } from './kept-texts.ts';
import type { Filter } from './panel.tsx';
import type { Item, Placement } from './placement.ts';
import type { ReviewProps } from './review.tsx';
import { SeenThreads } from './seen-threads.ts';
import { focusCard, scrollToRange } from './to-thread.ts';
import { told } from './told.ts';
import { useBeside } from './use-beside.ts';
import { useLinkedThread } from './use-linked-thread.ts';
import { useMedia } from './use-media.ts';
import { useNewThread } from './use-new-thread.ts';
import { usePlacement } from './use-placement.ts';
import { usePressedText } from './use-pressed-text.ts';
import { useReviewKeys } from './use-review-keys.ts';

/** Up to this width the review is a sheet at the foot of the page. */
const PHONE = '(width <= 700px)';

/** The review as its page shows it. */
export interface ReviewState {
  desk: Desk;
  placement: Placement | null;
  /** The main part of the page, which the text is in. */
  main: HTMLElement | null;
  isPhone: boolean;
  /** Whether the list of all threads is open. */
  isListed: boolean;
  filter: Filter;
  setFilter(filter: Filter): void;
  toggle(): void;
  /** Closes the list, and on a phone everything. */
  close(): void;
}

/** The state of the review of an open document: what is chosen, being begun, listed and drawn. */
export function useReview({
  docId,
  userId,
  isGuest,
  role,
  session,
  quill,
  threads,
}: ReviewProps): ReviewState {
  const main = quill.root.closest('main');
  const isPhone = useMedia(PHONE);
  const [active, setActive] = useState<string | null>(null);
  const [isListed, setListed] = useState(false);
  const [filter, setFilter] = useState<Filter>('open');
  const seen = useMemo(() => new SeenThreads(userId, docId, isGuest), [userId, docId, isGuest]);
  const kept = useMemo(() => new KeptTexts(userId, docId), [userId, docId]);
  const rights = useMemo(() => {
    const means = isGuest ? 'guest' : 'person';
    return {
      comment: may(role, 'comment', means),
      deleteAny: may(role, 'deleteAnyComment', means),
      readMembers: may(role, 'readMembers', means),
    };
  }, [role, isGuest]);
  const made = useNewThread(docId, session, kept, rights.comment && !isPhone);
  const { beginning } = made;
  const inOrder = useMemo(() => inTextOrder(threads, session.ranges()), [threads, session]);
  const shown = useMemo(
    () => inOrder.filter(({ id, resolved }) => resolved === null || id === active),
    [inOrder, active],
  );
  const placement = usePlacement(session, quill, made.range);

  const items = useMemo<Item[]>(
    () => [
      ...shown.map(({ id }): Item => ({ id, tone: id === active ? 'active' : 'thread' })),
      ...(beginning === null ? [] : [{ id: DRAFT, tone: 'draft' } as const]),
    ],
    [shown, active, beginning],
  );
  useEffect(
    () => placement?.show(items, beginning === null ? active : DRAFT),
    [placement, items, active, beginning],
  );
  useBeside(quill, isListed ? 'panel' : items.length > 0 ? 'margin' : null, isPhone);

  const latest = useRef({ inOrder, active, isListed });
  latest.current = { inOrder, active, isListed };
  const choose = useCallback<Desk['choose']>(
    (id, by) => {
      setActive(id);
      const { inOrder, isListed } = latest.current;
      const thread = inOrder.find((one) => one.id === id);
      if (thread === undefined) {
        if (by !== 'text') returnToText(session.quill);
        return;
      }
      seen.saw([thread], inOrder);
      if (by === 'text') return;
      // A card that is pressed stands beside its text already; one in the list does not.
      if (by !== 'card' || isListed)
        scrollToRange(session.quill, session.ranges().get(thread.id) ?? thread.range);
      focusCard(thread.id);
    },
    [session, seen],
  );
  // What comes into the open card is seen, if a person is there to see it.
  useEffect(() => {
    const thread = inOrder.find(({ id }) => id === active);
    if (thread && !document.hidden) seen.saw([thread], inOrder);
  }, [inOrder, active, seen]);

  const { begin: beginAt, putAside, send: sendNew, range: rangeOfNew } = made;
  const isRestored = beginning?.isRestored === true;
  useEffect(() => {
    if (isRestored && rangeOfNew.current !== null) scrollToRange(session.quill, rangeOfNew.current);
  }, [isRestored, rangeOfNew, session]);
  const begin = useCallback<Desk['begin']>(
    (about) => {
      const { quill } = session;
      const selected = quill.selection.lastRange ?? quill.selection.savedRange;
      const range = about === 'selection' ? trimmed(session, selected) : null;
      setActive(null);
      beginAt(range);
      if (range !== null) scrollToRange(quill, range);
    },
    [session, beginAt],
  );
  const landed = useCallback<Desk['landed']>((isSo) => told(session, isSo), [session]);
  const desk = useMemo<Desk>(
    () => ({
      docId,
      userId,
      may: rights,
      threads: inOrder,
      active,
      beginning,
      seen,
      kept,
      choose,
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
      landed,
    }),
    [
      docId,
      userId,
      rights,
      inOrder,
      active,
      beginning,
      seen,
      kept,
      choose,
      begin,
      putAside,
      sendNew,
      landed,
      session,
    ],
  );

  useReviewKeys({
    comment: () => {
      const { index, length } = quill.selection.lastRange ?? quill.selection.savedRange;
      const here = length > 0 ? undefined : shown.find(({ id }) => isWithin(session.ranges().get(id), index));
      if (here) choose(here.id, 'keys');
      else if (rights.comment) begin('selection');
    },
    go: (step) => {
      const from = { id: active, index: quill.selection.savedRange.index };
      const open = inOrder.filter(({ id, resolved }) => resolved === null || id === active);
      const next = neighbourOf(open, from, session.ranges(), step);
      if (next) choose(next.id, 'keys');
    },
  });
  useLinkedThread(inOrder, choose);
  usePressedText(quill, placement, latest, setActive, choose);

  return {
    desk,
    placement,
    main,
    isPhone,
    isListed,
    filter,
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

function isWithin(range: Range | null | undefined, index: number): boolean {
  return !!range && index > range.index && index < range.index + range.length;
}

/** A selection without the line ends at its end; null when nothing else is in it. */
function trimmed({ quill }: DocumentSession, { index, length }: Range): Range | null {
  const text = quill.getText(index, length);
  const ends = text.length - text.trimEnd().length;
  return length - ends > 0 ? { index, length: length - ends } : null;
}
