import { useState } from 'react';

/** A key that a field was pressed with: React's event, or the browser's. */
interface Key {
  key: string;
  preventDefault(): void;
  stopPropagation(): void;
}

/** The option of a list that the keys of a field move over, while the focus stays in the field. */
export interface Choice {
  /** The place of the chosen option. */
  chosen: number;
  /** Goes back to the first option. */
  restart(): void;
  /** Returns whether the key was used: arrows move, Enter and Tab take an option, Escape closes the list. */
  onKeyDown(event: Key): boolean;
}

/** Moves over `options` by keys. */
export function useChoice<T>(options: readonly T[], take: (option: T) => void, close: () => void): Choice {
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, Math.max(0, options.length - 1));
  const onKeyDown = (event: Key): boolean => {
    const option = options[chosen];
    if (option === undefined) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((chosen + step + options.length) % options.length);
    else if (event.key === 'Enter' || event.key === 'Tab') take(option);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { chosen, restart: () => setAt(0), onKeyDown };
}
