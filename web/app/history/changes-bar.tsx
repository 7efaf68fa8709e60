import { ChevronDown, ChevronUp, Diff, Highlighter } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import type { Author } from '../../api/history.ts';
import { Button, IconButton } from '../../ui/components/button.tsx';
import { Choice } from '../../ui/components/field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import type { HistorySession } from './history-session.ts';
import type { ChangeSpot } from './marked-text.ts';
import { PersonDot } from './person-dot.tsx';
import { useAcceptance, useAuthorName } from './use-author-name.ts';
import type { Marked } from './use-marked.ts';

/** The view of a version: its text, the text by author, or the changes. */
export type Mode = 'text' | 'authors' | 'changes';

interface ModesProps {
  mode: Mode;
  onMode: (mode: Mode) => void;
}

/** Switches between the text, its authors, and its changes. */
export function Modes({ mode, onMode }: ModesProps) {
  const { changes } = useMessages().history;
  return (
    <>
      <ToggleButton
        className="button button-quiet toggle"
        isSelected={mode === 'changes'}
        onChange={(on) => onMode(on ? 'changes' : 'text')}
      >
        <Diff size={16} aria-hidden="true" />
        {changes.show}
      </ToggleButton>
      <ToggleButton
        className="button button-quiet toggle"
        isSelected={mode === 'authors'}
        onChange={(on) => onMode(on ? 'authors' : 'text')}
      >
        <Highlighter size={16} aria-hidden="true" />
        {changes.authors}
      </ToggleButton>
    </>
  );
}

/** A version to compare with. */
export interface Base {
  id: string;
  text: string;
}

interface ComparisonProps {
  bases: readonly Base[];
  base: string;
  onBase: (id: string) => void;
}

/** Selects the version with which the shown one is compared. */
export function Comparison({ bases, base, onBase }: ComparisonProps) {
  const { changes } = useMessages().history;
  return (
    <span className="comparison">
      <span className="comparison-label" aria-hidden="true">
        {changes.since}
      </span>
      <Choice label={changes.since} value={base} options={bases} onChange={onBase} />
    </span>
  );
}

/** The number of changes, and the buttons to step through them. */
export function ChangeSteps({ session, marked }: { session: HistorySession; marked: Marked }) {
  const { history, common } = useMessages();
  const { changes } = history;
  const nameOf = useAuthorName();
  const acceptance = useAcceptance();
  const { spots, error, retry } = marked;
  const [at, setAt] = useState(-1);
  const people = session.view().people;
  useEffect(() => {
    if (spots !== null) setAt(-1);
  }, [spots]);
  if (error !== null) {
    return (
      <span className="change-steps" role="alert">
        {changes.failed}
        <Button variant="plain" onPress={retry}>
          {common.retry}
        </Button>
      </span>
    );
  }
  const step = (by: 1 | -1) => {
    if (spots === null || spots.length === 0) return;
    const next = at < 0 ? (by > 0 ? 0 : spots.length - 1) : (at + by + spots.length) % spots.length;
    const spot = spots[next] as ChangeSpot;
    setAt(next);
    session.reveal(spot.index, spot.length);
  };
  const count = spots?.length ?? 0;
  const spot = spots?.[at];
  const known = (id: string) => people.get(id) ?? { id, name: null, color: null };
  const who = spot?.authors.map(known) ?? [];
  const names = who.map(nameOf).join(', ');
  const accepted =
    spot?.accepted.map(({ suggester, by }) => acceptance([known(suggester)], [known(by)])).join('; ') || null;
  return (
    <span className="change-steps">
      <span>
        {spots === null
          ? changes.loading
          : count === 0
            ? changes.none
            : at < 0
              ? changes.count(count)
              : changes.place(at + 1, count)}
      </span>
      <IconButton label={changes.before} isDisabled={count === 0} onPress={() => step(-1)}>
        <ChevronUp size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={changes.next} isDisabled={count === 0} onPress={() => step(1)}>
        <ChevronDown size={18} aria-hidden="true" />
      </IconButton>
      {spot && (
        <span className="change-who" aria-hidden="true">
          {who.map((author) => (
            <PersonDot key={author.id} id={author.id} />
          ))}
          <bdi>{accepted ?? names}</bdi>
        </span>
      )}
      <span className="visually-hidden" role="status">
        {spot &&
          [changes.told({ who: names, ...told(spot) }), ...(accepted ? [`${accepted}.`] : [])].join(' ')}
      </span>
    </span>
  );
}

/** The colour of each author. */
export function Legend({ authors }: { authors: readonly Author[] }) {
  const { history } = useMessages();
  const nameOf = useAuthorName();
  if (authors.length === 0) return null;
  return (
    <ul className="legend" aria-label={history.changes.legend}>
      {authors.map((author) => (
        <li key={author.id}>
          <PersonDot id={author.id} />
          <bdi>{nameOf(author)}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** The number of characters of a change that a screen reader announces. */
const TOLD = 60;

function told(spot: ChangeSpot) {
  const shorten = (text: string) => {
    const line = text.replaceAll(/\s+/g, ' ').trim();
    return line.length > TOLD ? `${line.slice(0, TOLD).toWellFormed()}…` : line;
  };
  return {
    inserted: shorten(spot.inserted),
    deleted: shorten(spot.deleted),
    formatOnly: spot.formatOnly,
  };
}
