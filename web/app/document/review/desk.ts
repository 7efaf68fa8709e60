import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Thread } from '../../../../src/protocol/review.ts';
import type { ShownSuggestion } from '../../../collab/index.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import type { HunksRead } from './hunk-words.ts';
import type { Beginning, KeptTexts } from './kept-texts.ts';
import type { LiveHunks } from './live-hunks.ts';
import type { Seen } from './seen.ts';
import type { Subject } from './subjects.ts';

/** How a subject came to be chosen: what is focused and scrolled follows from it. */
export type ChosenBy = 'text' | 'card' | 'keys' | 'link';

/** The user, as cards show one. */
export interface Me {
  id: string;
  name: string;
  color: string;
}

/** What the user may do here: write comments, delete those of others, know the members, decide suggestions. */
export interface Rights {
  comment: boolean;
  deleteAny: boolean;
  readMembers: boolean;
  decide: boolean;
}

/** What the parts of the review share. */
export interface Desk {
  docId: string;
  me: Me;
  session: DocumentSession;
  may: Rights;
  /** Whether what the user types is a suggestion. */
  isSuggesting: boolean;
  /** All threads and open suggestions, in the order of the text, those about the whole document first. */
  subjects: readonly Subject[];
  active: string | null;
  /** The thread that is being begun. */
  beginning: Beginning | null;
  seen: Seen;
  kept: KeptTexts;
  hunks: LiveHunks;
  /** Opens the card of a subject; null closes it and goes back to the text. */
  choose(id: string | null, by: ChosenBy): void;
  /** The suggestion at this place is gone by a decision: by keys, opens the next one; else, or without any, closes. */
  goOn(index: number, by: 'card' | 'keys'): void;
  /** Marks all subjects as read. */
  readAll(): void;
  /** Begins a thread about the selection, or about the whole document. */
  begin(about: 'selection' | 'document'): void;
  /** Closes the new thread; what was written stays kept. */
  putAside(): void;
  /** Sends the new thread. */
  send(body: string, key: string): Promise<void>;
  /** Resolves once the threads and open suggestions are so, or after a few seconds: a write is told by the socket too. */
  landed(
    isSo: (threads: readonly Thread[], suggestions: readonly ShownSuggestion[]) => boolean,
  ): Promise<void>;
  /** Tells a screen reader. */
  say(text: string): void;
}

const Shared = createContext<Desk | null>(null);

/** Provides the desk to the parts of the review. */
export const DeskProvider = Shared.Provider;

/** The desk around a part of the review. */
export function useDesk(): Desk {
  const desk = useContext(Shared);
  if (desk === null) throw new Error('A part of the review needs a desk around it');
  return desk;
}

/** The first `most` hunks of a suggestion as its card shows them. */
export function useHunks(id: string, most: number): HunksRead {
  const { hunks } = useDesk();
  const follow = useCallback((listener: () => void) => hunks.follow(id, most, listener), [hunks, id, most]);
  return useSyncExternalStore(follow, () => hunks.of(id, most));
}
