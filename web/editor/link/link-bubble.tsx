import './link-bubble.css';
import { Copy, ExternalLink, Pencil, Unlink } from 'lucide-react';
import type Quill from 'quill/core.js';
import { useRef, useState } from 'react';
import { IconButton } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { useCopy } from '../../ui/use-copy.ts';
import { openableLink } from '../address/link-address.ts';
import { returnToText } from '../caret/keep-caret.ts';
import { useAtCaret } from '../caret/use-at-caret.ts';
import { type LinkedText, linkAtCaret } from './link-at.ts';
import { removeLink } from './link-dialog.tsx';

function openLinkAt(quill: Quill): LinkedText | null {
  const link = linkAtCaret(quill);
  return link.address ? link : null;
}

/** Shows the target of the link at the caret and the actions for it; Tab reaches it from the text. */
export function LinkBubble({ quill, onEdit }: { quill: Quill; onEdit: () => void }) {
  const { bubble: t } = useMessages().editor;
  const copy = useCopy();
  const bubble = useRef<HTMLDivElement>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const link = useAtCaret(quill, bubble, openLinkAt);
  if (!link) return null;
  const { index, length, address, top, left } = link;
  const which = `${index} ${length} ${address}`;
  if (which === dismissed) return null;
  const href = openableLink(address);
  const name = address.replace(/^https?:\/\/|^mailto:|^tel:/, '');
  const afterwards = (action: () => void) => () => {
    action();
    returnToText(quill);
  };
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
      {href === null ? (
        <span className="link-bubble-address" dir="ltr">
          {name}
        </span>
      ) : (
        <a
          className="link-bubble-address"
          href={href}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={t.open(name)}
          title={address}
          onClick={() => returnToText(quill)}
        >
          <ExternalLink size={14} aria-hidden="true" />
          <bdi dir="ltr">{name}</bdi>
        </a>
      )}
      <IconButton label={t.edit} preventFocusOnPress onPress={onEdit}>
        <Pencil size={15} aria-hidden="true" />
      </IconButton>
      <IconButton label={t.copy} preventFocusOnPress onPress={afterwards(() => copy(address, t.copied))}>
        <Copy size={15} aria-hidden="true" />
      </IconButton>
      <IconButton label={t.remove} preventFocusOnPress onPress={afterwards(() => removeLink(quill))}>
        <Unlink size={15} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
