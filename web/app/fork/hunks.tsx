import type { Coming } from '../../api/forks.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Units of a hunk that are shown. */
const SHOWN_UNITS = 300;
/** From this many units on, the line goes on beyond what is known of it. */
const LONG_CONTEXT = 79;

type ComingHunk = Coming['hunks'][number];

/** The lines that would change, as they would be: what would go struck through, what would come underlined. */
export function Hunks({ coming }: { coming: Coming }) {
  const { forks } = useMessages();
  return (
    <ol className="fork-hunks">
      {coming.hunks.map((hunk) => (
        <ChangedLine key={hunk.index} hunk={hunk} />
      ))}
      {coming.more > 0 && <li className="fork-note">{forks.more(coming.more)}</li>}
    </ol>
  );
}

function ChangedLine({ hunk: { before, deleted, inserted, formatted, after } }: { hunk: ComingHunk }) {
  const { forks } = useMessages();
  return (
    <li dir="auto">
      <span className="fork-context">{fromWord(before)}</span>
      {deleted !== '' && (
        <del>
          <span className="visually-hidden">{forks.deleted}: </span>
          {short(deleted)}
        </del>
      )}
      {inserted !== '' && (
        <ins>
          <span className="visually-hidden">{forks.inserted}: </span>
          {short(inserted)}
        </ins>
      )}
      {deleted === '' && inserted === '' && (
        <span className="fork-formatted" title={forks.formatted}>
          <span className="visually-hidden">{forks.formatted}: </span>
          {short(formatted)}
        </span>
      )}
      <span className="fork-context">{toWord(after)}</span>
    </li>
  );
}

function fromWord(before: string): string {
  return before.length < LONG_CONTEXT ? before : `…${before.replace(/^\S*(?=\s)/, '')}`;
}

function toWord(after: string): string {
  return after.length < LONG_CONTEXT ? after : `${after.replace(/(?<=\s)\S*$/, '').trimEnd()} …`;
}

function short(text: string): string {
  const shown = text.replaceAll('\n', ' ⏎ ');
  return shown.length <= SHOWN_UNITS ? shown : `${shown.slice(0, SHOWN_UNITS).toWellFormed()}…`;
}
