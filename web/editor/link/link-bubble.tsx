import { Copy, ExternalLink, Pencil, Unlink } from 'lucide-react';
import type Quill from 'quill/core.js';
import { IconButton } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { useCopy } from '../../ui/use-copy.ts';
import { openableLink } from '../address/link-address.ts';
import { shownAddress } from '../address/shown-address.ts';
import { CaretBubble } from '../caret/caret-bubble.tsx';
import { returnToText } from '../caret/keep-caret.ts';
import { type LinkedText, linkAtCaret } from './link-at.ts';
import { removeLink } from './link-dialog.tsx';

function keyOf({ index, length, address }: LinkedText): string {
  return `${index} ${length} ${address}`;
}

function openLinkAt(quill: Quill): LinkedText | null {
  const link = linkAtCaret(quill);
  return link.address ? link : null;
}

/** Shows the target of the link at the caret and the actions for it. */
export function LinkBubble({ quill, onEdit }: { quill: Quill; onEdit: () => void }) {
  const { bubble: t } = useMessages().editor;
  return (
    <CaretBubble quill={quill} find={openLinkAt} keyOf={keyOf} label={t.title}>
      {({ address }) => <LinkTools quill={quill} address={address} onEdit={onEdit} />}
    </CaretBubble>
  );
}

function LinkTools({ quill, address, onEdit }: { quill: Quill; address: string; onEdit: () => void }) {
  const { bubble: t } = useMessages().editor;
  const copy = useCopy();
  const href = openableLink(address);
  const name = shownAddress(href ?? address);
  const afterwards = (action: () => void) => () => {
    action();
    returnToText(quill);
  };
  return (
    <>
      {href === null ? (
        <span className="caret-bubble-address" dir="ltr">
          {name}
        </span>
      ) : (
        <a
          className="caret-bubble-address"
          href={href}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={t.open(name)}
          title={URL.parse(href)?.href ?? name}
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
    </>
  );
}
