import { letterOf } from '../letter-of.ts';

/** What a key of the review does. */
export type ReviewKey = 'comment' | 'next' | 'previous';

const KEYS: Readonly<Record<string, ReviewKey>> = { m: 'comment', n: 'next', p: 'previous' };

/**
 * What Ctrl-Alt (on a Mac Command-Option) with a letter does: M comments on the selection, N and P go to the next card and
 * the previous. Null for any other key.
 */
export function reviewKeyOf(event: KeyboardEvent): ReviewKey | null {
  const isOurs = (event.ctrlKey || event.metaKey) && event.altKey && !event.shiftKey;
  // AltGr counts as both on Windows, and types letters there.
  if (!isOurs || event.isComposing || event.getModifierState('AltGraph')) return null;
  if (document.querySelector('.overlay')) return null;
  return KEYS[letterOf(event)] ?? null;
}
