import { useEffect, useRef } from 'react';
import { type ReviewKey, reviewKeyOf } from './review/review-keys.ts';

/** The key of the review that was pressed before the review was there to take it. */
export interface EarlyKey {
  /** The key, once; from then on the review takes its keys itself. */
  take(): ReviewKey | null;
}

/** Keeps a key of the review for when the review is there, unless something else is done meanwhile. */
export function useEarlyKey(): EarlyKey {
  const pressed = useRef<ReviewKey | null>(null);
  const early = useRef<EarlyKey & { isOver: boolean }>({
    isOver: false,
    take() {
      const key = pressed.current;
      pressed.current = null;
      this.isOver = true;
      return key;
    },
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (early.current.isOver || MODIFIERS.has(event.key)) return;
      pressed.current = reviewKeyOf(event);
      if (pressed.current !== null) event.preventDefault();
    };
    const onPress = () => {
      pressed.current = null;
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPress);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPress);
    };
  }, []);
  return early.current;
}

const MODIFIERS = new Set(['Control', 'Alt', 'Meta', 'Shift', 'AltGraph']);
