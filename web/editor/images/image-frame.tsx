import './image-frame.css';
import { Captions, Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import type Quill from 'quill/core.js';
import { type PointerEvent, useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import { Button, IconButton } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { Field } from '../../ui/components/field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { returnToText } from '../caret/keep-caret.ts';
import { resizeImage, type SelectedImage } from './image-at.ts';
import { type PlacedImage, useSelectedImage } from './use-selected-image.ts';

const STEP = 1.25;

/** A frame around the selected image: a handle that changes its width, and its description. */
export function ImageFrame({ quill }: { quill: Quill }) {
  const { imageFrame: t } = useMessages().editor;
  const frame = useRef<HTMLDivElement>(null);
  const image = useSelectedImage(quill, frame);
  const [described, setDescribed] = useState<SelectedImage | null>(null);
  if (described !== null)
    return <DescribeDialog quill={quill} image={described} onClose={() => setDescribed(null)} />;
  if (image === null) return null;
  const { top, left, width, height } = image;
  const resize = (wanted: number | null) => () => {
    resizeImage(quill, image, wanted);
    returnToText(quill);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is of a form.
    <div
      ref={frame}
      className="image-frame"
      role="group"
      aria-label={t.title}
      style={{ top, left, width, height }}
    >
      <Handle quill={quill} image={image} />
      <div className="image-tools">
        <IconButton label={t.smaller} preventFocusOnPress onPress={resize(width / STEP)}>
          <ZoomOut size={15} aria-hidden="true" />
        </IconButton>
        <IconButton label={t.larger} preventFocusOnPress onPress={resize(width * STEP)}>
          <ZoomIn size={15} aria-hidden="true" />
        </IconButton>
        <IconButton label={t.original} preventFocusOnPress onPress={resize(null)}>
          <Maximize2 size={15} aria-hidden="true" />
        </IconButton>
        <IconButton
          label={t.describe}
          aria-haspopup="dialog"
          preventFocusOnPress
          onPress={() => setDescribed(image)}
        >
          <Captions size={16} aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  );
}

/** For pointers only: the buttons do the same for the keyboard. */
function Handle({ quill, image }: { quill: Quill; image: PlacedImage }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const widthAt = (event: PointerEvent): number | null =>
    start.current && start.current.width + event.clientX - start.current.x;
  const end = (): void => {
    start.current = null;
    image.element.style.removeProperty('width');
    if (!image.element.getAttribute('style')) image.element.removeAttribute('style');
  };
  return (
    <div
      className="image-handle"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: image.width };
      }}
      onPointerMove={(event) => {
        const width = widthAt(event);
        if (width !== null) image.element.style.width = `${Math.max(24, Math.round(width))}px`;
      }}
      onPointerUp={(event) => {
        const width = widthAt(event);
        end();
        if (width !== null) resizeImage(quill, image, width);
        returnToText(quill);
      }}
      onPointerCancel={end}
    />
  );
}

interface DescribeProps {
  quill: Quill;
  image: SelectedImage;
  onClose: () => void;
}

function DescribeDialog({ quill, image, onClose }: DescribeProps) {
  const { editor, common } = useMessages();
  const { imageFrame: t } = editor;
  const [alt, setAlt] = useState(image.alt);
  return (
    <Dialog title={t.describeTitle} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          const { index } = quill.selection.savedRange;
          quill.formatText(index, 1, 'alt', alt.trim() || null, 'user');
          onClose();
          returnToText(quill);
        }}
      >
        <Field label={t.description} value={alt} onChange={setAlt} maxLength={2_048} autoFocus />
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary">
            {t.save}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
