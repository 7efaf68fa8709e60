import './outline.css';
import { X } from 'lucide-react';
import type Quill from 'quill/core.js';
import { useEffect, useRef, useState } from 'react';
import type { Delta } from '../../../src/ot/op.ts';
import { IconButton } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { placeCaret, returnToText } from '../caret/keep-caret.ts';
import type { DocumentSession } from '../document-session.ts';
import { type Heading, headingsOf, lastAbove } from './headings.ts';

/** So long after a change of the text the headings are read again. */
const PAUSE_MS = 200;
/** How far below the bars a heading begins its section. */
const BELOW = 40;

interface OutlineProps {
  session: DocumentSession;
  /** Whether the caret goes along to a heading. */
  isWritable: boolean;
  onClose: () => void;
}

/** The headings of the open document: each leads to its section, and the one in sight is marked. */
export default function Outline({ session, isWritable, onClose }: OutlineProps) {
  const { editor } = useMessages();
  const { quill } = session;
  const headings = useHeadings(session, quill);
  const current = useCurrent(quill, headings);
  const list = useRef<HTMLElement>(null);
  useEffect(() => list.current?.focus(), []);
  const go = ({ index, text }: Heading): void => {
    const bounds = quill.selection.getBounds(index, 0);
    if (bounds) window.scrollBy({ top: bounds.top - head() - BELOW / 2 });
    if (isWritable) {
      placeCaret(quill, index + text.length);
      returnToText(quill);
    }
    if (isNarrow()) onClose();
  };
  return (
    <nav
      ref={list}
      className="outline"
      aria-label={editor.outline.title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        onClose();
        returnToText(quill);
      }}
    >
      <div className="outline-head">
        <h2>{editor.outline.title}</h2>
        <IconButton label={editor.outline.close} onPress={onClose}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </div>
      {headings.length === 0 ? (
        <p className="outline-empty">{editor.outline.empty}</p>
      ) : (
        <ol>
          {headings.map((heading, n) => (
            <li key={heading.index} data-depth={Math.min(heading.depth, 6)}>
              <button
                type="button"
                dir="auto"
                aria-current={n === current ? 'location' : undefined}
                onClick={() => go(heading)}
              >
                {heading.text}
              </button>
            </li>
          ))}
        </ol>
      )}
    </nav>
  );
}

function useHeadings(session: DocumentSession, quill: Quill): readonly Heading[] {
  const read = () => headingsOf(quill.getContents().ops as Delta);
  const [headings, setHeadings] = useState(read);
  const latest = useRef(read);
  latest.current = read;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another editor has other headings.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    setHeadings(latest.current());
    const stop = session.onText(() => {
      clearTimeout(timer);
      timer = setTimeout(() => setHeadings(latest.current()), PAUSE_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [session, quill]);
  return headings;
}

// The heading whose section is right below the bars.
function useCurrent(quill: Quill, headings: readonly Heading[]): number {
  const [current, setCurrent] = useState(-1);
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const top = (n: number): number =>
        quill.selection.getBounds(headings[n]?.index ?? 0, 0)?.top ?? Number.POSITIVE_INFINITY;
      setCurrent(lastAbove(headings.length, top, head() + BELOW));
    };
    const soon = (): void => {
      frame ||= requestAnimationFrame(look);
    };
    soon();
    addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', soon);
      removeEventListener('resize', soon);
    };
  }, [quill, headings]);
  return current;
}

function head(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
}

/** It covers the text there. */
function isNarrow(): boolean {
  return matchMedia('(width < 86rem)').matches;
}
