import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { moveRange } from '../../../../src/ot/anchor.ts';
import type { Range } from '../../../../src/ot/op.ts';
import type { Thread } from '../../../../src/protocol/review.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { openThread } from '../../../api/threads.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import { findAgain } from './find-again.ts';
import type { Beginning, KeptText, KeptTexts } from './kept-texts.ts';

/** How long a comment waits for the user's own edits to be acknowledged. */
const SETTLE_MS = 15_000;
/** What the server says of a place that it does not know: the log was cut back since. */
const LOST = ['unknown_version', 'range_too_far'];

/** A thread that is being begun. */
export interface NewThread {
  beginning: Beginning | null;
  /** Where its text is now, in what the editor shows. */
  range: RefObject<Range | null>;
  begin(range: Range | null): void;
  putAside(): void;
  send(body: string, key: string): Promise<Thread>;
}

/**
 * The thread that is being begun: its place follows the text until it is sent, and survives a reload with what was
 * written.
 */
export function useNewThread(
  docId: string,
  session: DocumentSession,
  kept: KeptTexts,
  mayRestore: boolean,
): NewThread {
  const [beginning, setBeginning] = useState<Beginning | null>(null);
  const range = useRef<Range | null>(null);
  const current = useRef(beginning);
  current.current = beginning;

  const set = useCallback(
    (next: Beginning | null) => {
      current.current = next;
      setBeginning(next);
      kept.set('new at', next);
    },
    [kept],
  );
  /** The place in the text of a version, once everything typed here is in that. */
  const settle = useCallback((): Beginning['base'] => {
    const known = current.current;
    if (known === null || known.base !== null) return known?.base ?? null;
    const version = session.settledVersion();
    if (version === null) return null;
    // When nothing is left of the text, the comment is about the document.
    const inText = range.current && session.inText(range.current);
    const base = { version, range: inText?.length === 0 ? null : inText };
    set({ ...known, base });
    return base;
  }, [session, set]);

  useEffect(
    () =>
      session.onText((delta) => {
        if (range.current !== null) range.current = moveRange(range.current, delta);
      }),
    [session],
  );
  useEffect(() => {
    if (current.current?.base === null) settle();
    return session.subscribe(() => {
      if (current.current?.base === null) settle();
    });
  }, [session, settle]);
  useEffect(() => {
    const left = mayRestore && kept.get<KeptText>('new') ? kept.get<Beginning>('new at') : null;
    if (left === null || current.current !== null) return;
    range.current = left.range && findAgain(session.quill, left.quote, left.range.index);
    set({ ...left, isRestored: true });
  }, [session, kept, set, mayRestore]);

  return useMemo(
    () => ({
      beginning,
      range,
      begin: (at) => {
        range.current = at;
        const quote = at === null ? '' : session.quill.getText(at.index, at.length);
        set({ quote, range: at, base: null });
        settle();
      },
      putAside: () => set(null),
      send: async (body, key) => {
        const post = async (suffix = ''): Promise<Thread> => {
          const base = await settled(session, settle);
          return openThread(docId, { ...base, body }, `${key}${suffix}`);
        };
        const thread = await post().catch((error: unknown) => {
          if (!(error instanceof ApiProblem && LOST.includes(error.code)) || current.current === null)
            throw error;
          set({ ...current.current, base: null });
          return post('-again');
        });
        return thread;
      },
    }),
    [beginning, docId, session, set, settle],
  );
}

/** Waits until everything typed is acknowledged; rejects, as for a lost network, when that takes too long. */
function settled(
  session: DocumentSession,
  settle: () => Beginning['base'],
): Promise<NonNullable<Beginning['base']>> {
  return new Promise((done, failed) => {
    const look = (): void => {
      const base = settle();
      if (base === null) {
        if (session.view().status.state === 'offline') giveUp();
        return;
      }
      stop();
      done(base);
    };
    const giveUp = (): void => {
      stop();
      failed(new ApiProblem('network', 0, 'the edits are not acknowledged'));
    };
    const timer = setTimeout(giveUp, SETTLE_MS);
    const forget = session.subscribe(look);
    const stop = (): void => {
      clearTimeout(timer);
      forget();
    };
    look();
  });
}
