import { useMemo, useSyncExternalStore } from 'react';
import type { Status } from '../../collab/index.ts';
import type { DocumentSession } from '../../editor/document-session.ts';
import { NOTHING_YET, type SessionView } from '../../editor/session-view.ts';

/** The status of a document without what changes with each key: whether everything is saved, and its version. */
export type PageStatus =
  | Exclude<Status, { state: 'saved' | 'saving' | 'offline' }>
  | { state: 'online' }
  | { state: 'offline' };

/** What the page of a document lays itself out by. No key changes it: a page that renders with each key is slow to type in. */
export interface PageView
  extends Pick<SessionView, 'role' | 'kept' | 'news' | 'threads' | 'suggestions' | 'mode' | 'modes'> {
  status: PageStatus;
}

/** Where views of a session come from. */
export interface ViewSource {
  subscribe(listener: () => void): () => void;
  view(): SessionView;
}

const ONLINE: PageStatus = { state: 'online' };
const OFFLINE: PageStatus = { state: 'offline' };

/** The views of a session, null for none yet. */
export function useViewSource(session: DocumentSession | null): ViewSource {
  return useMemo(() => session ?? { subscribe: () => () => undefined, view: () => NOTHING_YET }, [session]);
}

/** A part of a session's view; renders only when another one is selected, compared by `Object.is`. */
export function useView<T>({ subscribe, view }: ViewSource, select: (view: SessionView) => T): T {
  return useSyncExternalStore(subscribe, () => select(view()));
}

/** What the page lays itself out by. */
export function usePageView(source: ViewSource): PageView {
  const read = useMemo(() => pageViews(source), [source]);
  return useSyncExternalStore(source.subscribe, read);
}

/** Reads what a page lays itself out by; the same object as long as it is the same. */
export function pageViews({ view }: Pick<ViewSource, 'view'>): () => PageView {
  let last = pageViewOf(view());
  return () => {
    const next = pageViewOf(view());
    const isSame = (Object.keys(next) as (keyof PageView)[]).every((name) => next[name] === last[name]);
    if (!isSame) last = next;
    return last;
  };
}

function pageViewOf({ status, role, kept, news, threads, suggestions, mode, modes }: SessionView): PageView {
  return { status: pageStatusOf(status), role, kept, news, threads, suggestions, mode, modes };
}

function pageStatusOf(status: Status): PageStatus {
  switch (status.state) {
    case 'saved':
    case 'saving':
      return ONLINE;
    case 'offline':
      return OFFLINE;
    default:
      return status;
  }
}
