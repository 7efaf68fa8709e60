import { Pencil, Trash2 } from 'lucide-react';
import type Quill from 'quill/core.js';
import { IconButton } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { CaretBubble } from '../caret/caret-bubble.tsx';
import { returnToText } from '../caret/keep-caret.ts';
import { type FoundFootnote, footnoteAt } from './footnote-at.ts';

function keyOf({ index, text }: FoundFootnote): string {
  return `${index} ${text}`;
}

/** Shows the text of the footnote at the caret, and to those who may write, the actions for it. */
export function FootnoteBubble({ quill, onEdit }: { quill: Quill; onEdit: (() => void) | null }) {
  const { footnote: t } = useMessages().editor.blocks;
  return (
    <CaretBubble quill={quill} find={footnoteAt} keyOf={keyOf} label={t.title}>
      {({ index, text }) => (
        <>
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
        </>
      )}
    </CaretBubble>
  );
}
