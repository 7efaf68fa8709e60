import { Check, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { IconButton } from '../../../ui/components/button.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { excerpt, formatsOf, type HunksRead, phraseOf, type ReadHunk, readable } from './hunk-words.ts';
import type { Decision } from './use-decision.ts';

/** How many hunks a card lists: closed, open at first, and more at each press. */
export const FEW = 3;
export const MANY = 12;
export const PAGE = 100;
/** How much of one text they show at first. */
const SHORT = 100;
const LONG = 280;
/** How much of a text the name of a button says. */
const NAMED = 60;

interface HunkListProps {
  hunks: HunksRead;
  isOpen: boolean;
  /** Lists more of them; null where there is no asking for it. */
  more: (() => void) | null;
  /** Decides a hunk; null where the user may not, or there is only one. */
  decide: ((decision: Decision) => void) | null;
}

/** What a suggestion inserts, deletes and formats, one change a line. */
export function HunkList({ hunks: { first, count }, isOpen, more, decide }: HunkListProps) {
  const { suggestions: words } = useMessages();
  const left = count - first.length;
  if (count === 0) return <p className="card-more">{words.nothing}</p>;
  return (
    <>
      <ul className="hunks">
        {first.map((hunk, place) => (
          <li key={hunk.number} className="hunk">
            <HunkTexts hunk={hunk} isOpen={isOpen} />
            {decide && (
              <HunkButtons
                phrase={phraseOf(hunk, words, NAMED)}
                number={hunk.number}
                place={place}
                decide={decide}
              />
            )}
          </li>
        ))}
      </ul>
      {left > 0 &&
        (more ? (
          <button type="button" className="hunk-more" onClick={more}>
            {words.more(left)}
          </button>
        ) : (
          <p className="card-more">{words.more(left)}</p>
        ))}
    </>
  );
}

interface HunkButtonsProps {
  phrase: string;
  number: number;
  place: number;
  decide: (decision: Decision) => void;
}

function HunkButtons({ phrase, number, place, decide }: HunkButtonsProps) {
  const { suggestions: words } = useMessages();
  const decision = (kind: Decision['kind'], pointer: string): Decision => ({
    kind,
    hunks: [number],
    place,
    by: howPressed(pointer),
  });
  return (
    <span className="hunk-buttons">
      <IconButton
        label={words.acceptHunk(phrase)}
        data-decide="accept"
        onPress={({ pointerType }) => decide(decision('accept', pointerType))}
      >
        <Check size={15} aria-hidden="true" />
      </IconButton>
      <IconButton
        label={words.rejectHunk(phrase)}
        data-decide="reject"
        onPress={({ pointerType }) => decide(decision('reject', pointerType))}
      >
        <X size={15} aria-hidden="true" />
      </IconButton>
    </span>
  );
}

/** Whether a press was one of keys or of a screen reader, which have to be told where to go on. */
export function howPressed(pointer: string): Decision['by'] {
  return pointer === 'keyboard' || pointer === 'virtual' ? 'keys' : 'card';
}

function HunkTexts({ hunk, isOpen }: { hunk: ReadHunk; isOpen: boolean }) {
  const { suggestions: words } = useMessages();
  const { deleted, inserted, formatted } = hunk;
  const isReplaced = deleted !== '' && inserted !== '';
  const formats = formatsOf(hunk, words);
  return (
    <div className="hunk-texts">
      {(deleted !== '' || inserted !== '') && (
        <p>
          <Verb>{isReplaced ? words.replaced : inserted === '' ? words.deleted : words.inserted}</Verb>
          {deleted !== '' && <Text as="del" text={deleted} isOpen={isOpen} />}
          {isReplaced && <Verb>{words.by}</Verb>}
          {inserted !== '' && <Text as="ins" text={inserted} isOpen={isOpen} />}
        </p>
      )}
      {formats !== '' && (
        <p>
          <Verb>{words.formatted}</Verb>
          {formatted !== '' && <Text as="span" text={formatted} isOpen={isOpen} />}
          <em>{formats}</em>
        </p>
      )}
    </div>
  );
}

function Verb({ children }: { children: ReactNode }) {
  return <span className="hunk-verb">{children} </span>;
}

function Text({ as: Tag, text, isOpen }: { as: 'ins' | 'del' | 'span'; text: string; isOpen: boolean }) {
  const { suggestions: words } = useMessages();
  const [isWhole, setWhole] = useState(false);
  const read = readable(text, words);
  const isLong = isOpen && read.length > LONG;
  const shown = isLong && isWhole ? read : excerpt(read, isOpen ? LONG : SHORT);
  return (
    <>
      <Tag className="hunk-text" dir="auto">
        {shown}
      </Tag>{' '}
      {isLong && (
        <button
          type="button"
          className="hunk-more"
          aria-expanded={isWhole}
          onClick={() => setWhole((is) => !is)}
        >
          {isWhole ? words.showLess : words.showAll}
        </button>
      )}
    </>
  );
}
