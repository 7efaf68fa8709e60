import type { Author } from '../../api/history.ts';
import type { Speed } from './playback.ts';

/** What a page shows of a document's past. */
export interface HistoryView {
  /** The newest version; null while that is not known. */
  head: number | null;
  /** The version that was chosen. */
  version: number;
  /** The version whose text is on the page; null for none yet. */
  shown: number | null;
  /** The chosen version, once it is shown and nothing moves; null meanwhile. */
  settled: number | null;
  /** When `shown` was committed, and by whom; null where that is not at hand. */
  at: string | null;
  author: string | null;
  waiting: boolean;
  /** What could not be loaded; null when all could. */
  failure: unknown;
  playing: boolean;
  speed: Speed;
  /** Everybody that was met, by id. */
  people: ReadonlyMap<string, Author>;
}

/** What is known before anything has come. */
export const NOTHING_YET: HistoryView = {
  head: null,
  version: 0,
  shown: null,
  settled: null,
  at: null,
  author: null,
  waiting: true,
  failure: null,
  playing: false,
  speed: '10',
  people: new Map(),
};
