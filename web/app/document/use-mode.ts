import { useEffect, useRef } from 'react';
import { guestModes, keptModes } from '../../api/kept-modes.ts';
import type { Mode } from '../../collab/index.ts';
import type { DocumentSession } from '../../editor/document-session.ts';
import { letterOf } from './letter-of.ts';
import type { PageView } from './page-view.ts';

/** The letters that, with Ctrl-Alt-Shift or Command-Option-Shift, choose a mode. */
const KEYS: Readonly<Record<string, Mode>> = { z: 'editing', x: 'suggesting', c: 'viewing' };

interface ModeOptions {
  docId: string;
  userId: string;
  isGuest: boolean;
  session: DocumentSession | null;
  view: PageView;
}

/**
 * Keeps the chosen mode of a document on this device, and chooses by keys. Returns what the mode control calls. Where the
 * user has no choice, the keys do nothing.
 */
export function useMode({ docId, userId, isGuest, session, view }: ModeOptions): (mode: Mode) => void {
  const { mode, modes } = view;
  const kept = isGuest ? guestModes : keptModes;
  const choose = (next: Mode): void => {
    if (session === null || modes.length < 2 || !modes.includes(next)) return;
    kept.set(userId, docId, next);
    if (next !== mode) session.setMode(next);
  };
  const latest = useRef(choose);
  latest.current = choose;

  // Once for each set of modes: a role that changes brings others.
  const offered = modes.join();
  const restored = useRef('');
  useEffect(() => {
    if (session === null) restored.current = '';
    else if (offered !== restored.current) {
      restored.current = offered;
      const left = kept.get(userId, docId);
      if (left !== null) latest.current(left as Mode);
    }
  }, [session, offered, kept, userId, docId]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const pressed = (event.ctrlKey || event.metaKey) && event.altKey && event.shiftKey;
      // AltGr counts as both on Windows, and types letters there.
      if (!pressed || event.isComposing || event.getModifierState('AltGraph')) return;
      const next = KEYS[letterOf(event)];
      if (next === undefined || document.querySelector('.overlay')) return;
      event.preventDefault();
      latest.current(next);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return choose;
}

/** Whether what the user types goes anywhere: into the text, or into a suggestion. */
export function isTyping({ mode, modes }: Pick<PageView, 'mode' | 'modes'>, mayWrite: boolean): boolean {
  return modes.length > 1 ? mode !== 'viewing' : mayWrite;
}
