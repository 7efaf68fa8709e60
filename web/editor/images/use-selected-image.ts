import type Quill from 'quill/core.js';
import { type RefObject, useEffect, useState } from 'react';
import { type SelectedImage, selectedImage } from './image-at.ts';

/** The selected image, and where it is, relative to the corner of the page's main part. */
export interface PlacedImage extends SelectedImage {
  top: number;
  left: number;
  width: number;
  height: number;
}

/** The selected image while the text, or `frame`, has the focus; null without one. Measured at most once per frame. */
export function useSelectedImage(quill: Quill, frame: RefObject<HTMLElement | null>): PlacedImage | null {
  const [image, setImage] = useState<PlacedImage | null>(null);
  useEffect(() => {
    let next = 0;
    const read = () => {
      cancelAnimationFrame(next);
      next = requestAnimationFrame(() => {
        const isHere = quill.hasFocus() || frame.current?.contains(document.activeElement);
        const placed = isHere && quill.isEnabled() ? place(quill) : null;
        setImage((before) => (isSame(before, placed) ? before : placed));
      });
    };
    quill.on('editor-change', read);
    document.addEventListener('focusin', read);
    // It has another size once its bytes are there.
    quill.root.addEventListener('load', read, true);
    const resized = new ResizeObserver(read);
    resized.observe(quill.root);
    read();
    return () => {
      quill.off('editor-change', read);
      document.removeEventListener('focusin', read);
      quill.root.removeEventListener('load', read, true);
      resized.disconnect();
      cancelAnimationFrame(next);
    };
  }, [quill, frame]);
  return image;
}

function place(quill: Quill): PlacedImage | null {
  const image = selectedImage(quill);
  const around = quill.root.closest('main')?.getBoundingClientRect();
  if (image === null || around === undefined) return null;
  const { top, left, width, height } = image.element.getBoundingClientRect();
  return { ...image, top: top - around.top, left: left - around.left, width, height };
}

function isSame(one: PlacedImage | null, other: PlacedImage | null): boolean {
  if (one === null || other === null) return one === other;
  return (Object.keys(one) as (keyof PlacedImage)[]).every((key) => one[key] === other[key]);
}
