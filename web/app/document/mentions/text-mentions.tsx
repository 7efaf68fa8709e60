import './text-mentions.css';
import type Quill from 'quill/core.js';
import { useEffect, useId, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useAtCaret } from '../../../editor/caret/use-at-caret.ts';
import { MentionTyping } from '../../../editor/mentions/mention-typing.ts';
import { listId, OptionList, optionId } from '../../../ui/components/option-list.tsx';
import { useChoice } from '../../../ui/components/use-choice.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { type Offer, useOffers } from './use-offers.tsx';

interface TextMentionsProps {
  quill: Quill;
  docId: string;
  userId: string;
  mayReadMembers: boolean;
  hasDocuments: boolean;
}

/** Offers whom and what an `@` that is typed in the text may mention. */
export function TextMentions(props: TextMentionsProps) {
  const { quill } = props;
  const [typing, setTyping] = useState<MentionTyping | null>(null);
  useEffect(() => {
    const made = new MentionTyping(quill);
    setTyping(made);
    return () => made.destroy();
  }, [quill]);
  return typing && <Offered key={typing.id} typing={typing} {...props} />;
}

const HERE = {};
const here = () => HERE;

function Offered({ typing, quill, ...by }: TextMentionsProps & { typing: MentionTyping }) {
  const t = useMessages().editor.blocks.mentions;
  const query = useSyncExternalStore(typing.follow, typing.typed);
  const groups = useOffers({ ...by, query });
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const offers = groups.flatMap(({ options }) => options);
  const take = ({ value, known }: Offer): void => {
    known?.();
    typing.choose(value);
  };
  const choice = useChoice(offers, take, typing.close);
  const isOpen = query !== null && offers.length > 0;
  const chosen = offers[choice.chosen]?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed begins at the first offer again.
  useLayoutEffect(choice.restart, [query]);
  useKeys(quill, isOpen ? choice.onKeyDown : null);
  useLayoutEffect(() => {
    if (!isOpen || chosen === undefined) return;
    const { root } = quill;
    root.setAttribute('aria-haspopup', 'listbox');
    root.setAttribute('aria-controls', listId(id));
    root.setAttribute('aria-activedescendant', optionId(id, chosen));
    return () => {
      for (const name of ['haspopup', 'controls', 'activedescendant']) root.removeAttribute(`aria-${name}`);
    };
  }, [quill, id, isOpen, chosen]);
  const place = useAtCaret(quill, list, here);
  const style = useRoom(list, isOpen ? place : null);
  return (
    <>
      <p className="visually-hidden" role="status">
        {isOpen ? t.offered(offers.length) : ''}
      </p>
      {isOpen && place && (
        <OptionList
          ref={list}
          id={id}
          label={t.label}
          className="text-mentions"
          style={style}
          groups={groups}
          chosen={choice.chosen}
          onChoose={take}
        />
      )}
    </>
  );
}

/** Gives the keys of the text to the list before anything else in the text has them. */
function useKeys(quill: Quill, onKeyDown: ((event: KeyboardEvent) => boolean) | null): void {
  const latest = useRef(onKeyDown);
  latest.current = onKeyDown;
  useEffect(() => {
    const { container } = quill;
    const listen = (event: KeyboardEvent): void => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      latest.current?.(event);
    };
    container.addEventListener('keydown', listen, { capture: true });
    return () => container.removeEventListener('keydown', listen, { capture: true });
  }, [quill]);
}

/** Below the caret, or above it where there is more room; the keyboard of a phone takes some. */
function useRoom(
  list: React.RefObject<HTMLDivElement | null>,
  place: { top: number; left: number } | null,
): { top?: number; bottom?: number; left?: number; maxHeight?: number } {
  const [style, setStyle] = useState({});
  const { top, left } = place ?? {};
  useLayoutEffect(() => {
    const around = list.current?.offsetParent?.getBoundingClientRect();
    if (top === undefined || left === undefined || around === undefined || !list.current) return;
    const { offsetTop = 0, height = innerHeight } = visualViewport ?? {};
    const below = offsetTop + height - (around.top + top) - MARGIN;
    const above = around.top + top - LINE - offsetTop - MARGIN;
    const wanted = Math.min(list.current.scrollHeight, MOST_HEIGHT);
    setStyle(
      below >= wanted || below >= above
        ? { top, left, maxHeight: Math.min(MOST_HEIGHT, below) }
        : { bottom: around.height - top + LINE, left, maxHeight: Math.min(MOST_HEIGHT, above) },
    );
  }, [list, top, left]);
  return style;
}

const MARGIN = 8;
const MOST_HEIGHT = 336;
/** From the place of a bubble to above the line of the caret. */
const LINE = 42;
