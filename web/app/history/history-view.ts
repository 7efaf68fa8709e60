import type { Author } from '../../api/history.ts';
import type { Speed } from './playback.ts';

/** The state of a document's history on a page. */
export interface HistoryView {
  /** The newest version; null while unknown. */
  head: number | null;
  /** The chosen version. */
  version: number;
  /** The version whose text is on the page; null for none yet. */
  shown: number | null;
  /** The chosen version once it is shown and stable; null until then. */
  settled: number | null;
  /** When `shown` was committed, and by whom; null while not loaded. */
  at: string | null;
  author: string | null;
  /** Who accepted it, when it was a suggestion. */
  acceptedBy: string | null;
  waiting: boolean;
  /** The error of what could not be loaded; null without one. */
  failure: unknown;
  playing: boolean;
  speed: Speed;
  /** All authors that have appeared, by id. */
  people: ReadonlyMap<string, Author>;
}

/** The view before anything has loaded. */
export const NOTHING_YET: HistoryView = {
  head: null,
  version: 0,
  shown: null,
  settled: null,
  at: null,
  author: null,
  acceptedBy: null,
  waiting: true,
  failure: null,
  playing: false,
  speed: '10',
  people: new Map(),
};
