import { useMemo, useSyncExternalStore } from 'react';
import type { SessionView } from '../../editor/session-view.ts';
import type { ViewSource } from './page-view.ts';

/** How long everything must have been saved before the badge says so to a person who types on, in ms. */
const REST_MS = 400;
/** A person who had everything saved this long ago, and again now, is typing on, in ms. */
const SOON_MS = 1_000;

/** What the badge tells. */
export interface BadgeView extends Pick<SessionView, 'status' | 'mode' | 'synced' | 'unkept'> {
  /** Whether the server lacks some of what the user suggested. */
  hasUnsent: boolean;
  /** The number of changes that the server refused and their author has not handled. */
  refused: number;
}

/** Follows a session for its badge. */
export interface CalmBadge {
  subscribe(listener: () => void): () => void;
  /** What is told now; the same object as long as it is the same. */
  view(): BadgeView;
}

/** What the badge of a session tells; renders only when it tells something else. */
export function useCalmBadge(source: ViewSource): BadgeView {
  const badge = useMemo(() => calmBadge(source), [source]);
  return useSyncExternalStore(badge.subscribe, badge.view);
}

/**
 * The badge between a typist's keys. Each key is saved before the next one, so a badge that told it at once would turn
 * twice with every key, for the eye and for the page. "Saved" is told at once after a pause; to a person who types on,
 * once nothing has changed for a moment. All else is told at once: never is "saved" shown of what is not.
 */
export function calmBadge({ subscribe, view }: ViewSource): CalmBadge {
  const listeners = new Set<() => void>();
  let told = badgeView(view());
  let savedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stop = (): void => undefined;

  const rest = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const tell = (next: BadgeView): void => {
    rest();
    told = next;
    for (const listener of listeners) listener();
  };
  const look = (): void => {
    const next = badgeView(view());
    const [before, now] = [phaseOf(told), phaseOf(next)];
    const isSoon = performance.now() - savedAt < SOON_MS;
    if (now === 'saved') savedAt = performance.now();
    else rest();
    if (readsSame(told, next)) return;
    // Edits of others do not put it off: they may go on without end.
    if (isSoon && now === 'saved' && before !== 'other')
      timer ??= setTimeout(() => tell(badgeView(view())), REST_MS);
    else tell(next);
  };
  return {
    subscribe: (listener) => {
      if (listeners.add(listener).size === 1) {
        stop = subscribe(look);
        look();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        rest();
        stop();
      };
    },
    view: () => told,
  };
}

function badgeView({ status, mode, synced, unkept, suggestions, kept }: SessionView): BadgeView {
  const hasUnsent = suggestions?.some(({ isOwn, isUnsent }) => isOwn && isUnsent) ?? false;
  return { status, mode, synced, unkept, hasUnsent, refused: kept.length };
}

type Phase = 'saving' | 'saved' | 'other';

function phaseOf({ status, hasUnsent, refused }: BadgeView): Phase {
  if (status.state === 'saving') return 'saving';
  if (status.state !== 'saved' || refused > 0) return 'other';
  return hasUnsent ? 'saving' : 'saved';
}

function readsSame(one: BadgeView, other: BadgeView): boolean {
  if (one.mode !== other.mode) return false;
  // Versions go on with each key, and are not told while something is being saved.
  if (phaseOf(one) === 'saving' && phaseOf(other) === 'saving') return one.unkept > 0 === other.unkept > 0;
  const { status: a, ...rest } = one;
  const { status: b } = other;
  return (
    JSON.stringify(a) === JSON.stringify(b) &&
    (Object.keys(rest) as (keyof typeof rest)[]).every((name) => one[name] === other[name])
  );
}
