import { Pencil, Trash2 } from 'lucide-react';
import type Quill from 'quill/core.js';
import { useRef, useState } from 'react';
import { IconButton } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { returnToText } from '../caret/keep-caret.ts';
import { useAtCaret } from '../caret/use-at-caret.ts';
import { footnoteAt } from './footnote-at.ts';

/** Shows the text of the footnote at the caret, and to who may write, the actions for it; Tab reaches it from the text. */
export function FootnoteBubble({ quill, onEdit }: { quill: Quill; onEdit: (() => void) | null }) {
  const { footnote: t } = useMessages().editor.blocks;
  const bubble = useRef<HTMLDivElement>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const note = useAtCaret(quill, bubble, footnoteAt);
  const which = note && `${note.index} ${note.text}`;
  if (note === null || which === dismissed) return null;
  const { index, text, top, left } = note;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is of a form.
    <div
      ref={bubble}
      className="link-bubble"
      role="group"
      aria-label={t.title}
      style={{ top, left }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        returnToText(quill);
        setDismissed(which);
      }}
    >
      <span className="footnote-text" dir="auto">
        {text}
      </span>
      {onEdit && (
        <>
          <IconButton label={t.edit} preventFocusOnPress onPress={onEdit}>
            <Pencil size={15} aria-hidden="true" />
          </IconButton>
          <IconButton
            label={t.remove}
            preventFocusOnPress
            onPress={() => {
              quill.deleteText(index, 1, 'user');
              returnToText(quill);
            }}
          >
            <Trash2 size={15} aria-hidden="true" />
          </IconButton>
        </>
      )}
    </div>
  );
}
