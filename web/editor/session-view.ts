import { may } from '../../src/protocol/permissions.ts';
import type { Thread } from '../../src/protocol/review.ts';
import type { Role } from '../../src/protocol/role.ts';
import type { DraftRefusal, KeptEdit, Mode, News, Peer, ShownSuggestion, Status } from '../collab/index.ts';
import { NO_UPLOADS, type UploadsView } from './images/uploads.ts';

/** The user of a session, and the tokens that authenticate it. */
export interface SessionOptions {
  docId: string;
  userId: string;
  accessToken(): Promise<string>;
  refreshToken(): Promise<string>;
}

/** The state that the page around an editor shows. */
export interface SessionView {
  status: Status;
  role: Role | null;
  peers: readonly Peer[];
  /** The number of peers that are present but not in `peers`. */
  more: number;
  kept: readonly KeptEdit[];
  /** The archived version: the archive has everything up to it. */
  synced: number;
  /** The number of changes that this device cannot store and the server does not have. */
  unkept: number;
  /** The latest event of the document that is not a change of its text. */
  news: News | null;
  /** The threads of the document; null while none may be read, and before they are known. */
  threads: readonly Thread[] | null;
  /** The open suggestions in the order of their layers; null where there are none to show, and before they are known. */
  suggestions: readonly ShownSuggestion[] | null;
  /** How many suggestions hold typing that the server does not have. */
  unsentSuggestions: number;
  /** The images that the server does not have yet. */
  uploads: UploadsView;
  /** Why the server does not take what is suggested; null while it does. */
  refusedSuggestion: DraftRefusal | null;
  /** What typing does. */
  mode: Mode;
  /** The modes that the user may choose; fewer than two: there is nothing to choose. */
  modes: readonly Mode[];
}

/** The view before anything has loaded. */
export const NOTHING_YET: SessionView = {
  status: { state: 'loading' },
  role: null,
  peers: [],
  more: 0,
  kept: [],
  synced: 0,
  unkept: 0,
  news: null,
  threads: null,
  suggestions: null,
  unsentSuggestions: 0,
  uploads: NO_UPLOADS,
  refusedSuggestion: null,
  mode: 'viewing',
  modes: [],
};

/** The modes that a role may choose; without a review nothing can be suggested. */
export function modesOf(role: Role, isReviewed: boolean): readonly Mode[] {
  const modes: Mode[] = may(role, 'write') ? ['editing'] : [];
  if (isReviewed && may(role, 'suggest')) modes.push('suggesting');
  return [...modes, 'viewing'];
}

/** What typing does: the mode that the user chose (null for none), where it is one of these. */
export function modeIn(modes: readonly Mode[], chosen: Mode | null): Mode {
  if (chosen !== null && modes.includes(chosen)) return chosen;
  // To suggest is a choice: a key that a commenter hits by accident would be seen by everyone.
  return modes.includes('editing') ? 'editing' : 'viewing';
}
