import './caret-bubble.css';
import type Quill from 'quill/core.js';
import { type ReactNode, useRef, useState } from 'react';
import { returnToText } from './keep-caret.ts';
import { useAtCaret } from './use-at-caret.ts';

interface CaretBubbleProps<T> {
  quill: Quill;
  /** What the bubble is about; must be the same function each time. */
  find: (quill: Quill) => T | null;
  /** Two that have the same key are the same: one that was dismissed stays away. */
  keyOf: (found: T) => string;
  label: string;
  children: (found: T) => ReactNode;
}

/** A bubble about what is at the caret. Tab reaches it from the text, Escape dismisses it. */
export function CaretBubble<T extends object>({ quill, find, keyOf, label, children }: CaretBubbleProps<T>) {
  const bubble = useRef<HTMLDivElement>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const found = useAtCaret(quill, bubble, find);
  const key = found && keyOf(found);
  if (found === null || key === dismissed) return null;
  const { top, left } = found;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is of a form.
    <div
      ref={bubble}
      className="caret-bubble"
      role="group"
      aria-label={label}
      style={{ top, left }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        returnToText(quill);
        setDismissed(key);
      }}
    >
      {children(found)}
    </div>
  );
}
