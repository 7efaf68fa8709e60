import { createContext, useContext } from 'react';
import type { Thread } from '../../../../src/protocol/review.ts';
import type { Beginning, KeptTexts } from './kept-texts.ts';
import type { SeenThreads } from './seen-threads.ts';

/** How a thread came to be chosen: what is focused and scrolled follows from it. */
export type ChosenBy = 'text' | 'card' | 'keys' | 'link';

/** What the parts of the review share. */
export interface Desk {
  docId: string;
  userId: string;
  /** Whether the user writes comments here, deletes those of others, and knows who the members are. */
  may: { comment: boolean; deleteAny: boolean; readMembers: boolean };
  /** All threads, in the order of the text, those about the whole document first. */
  threads: readonly Thread[];
  active: string | null;
  /** The thread that is being begun. */
  beginning: Beginning | null;
  seen: SeenThreads;
  kept: KeptTexts;
  /** Opens the card of a thread; null closes it and goes back to the text. */
  choose(id: string | null, by: ChosenBy): void;
  /** Begins a thread about the selection, or about the whole document. */
  begin(about: 'selection' | 'document'): void;
  /** Closes the new thread; what was written stays kept. */
  putAside(): void;
  /** Sends the new thread. */
  send(body: string, key: string): Promise<void>;
  /** Resolves once the threads are so, or after a few seconds: a write is told by the socket too. */
  landed(isSo: (threads: readonly Thread[]) => boolean): Promise<void>;
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
