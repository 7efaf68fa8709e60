import type { Coming } from '../../api/forks.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Units of a hunk that are shown. */
const SHOWN_UNITS = 300;

/** The changes that would come, one a line: what would go struck through, what would come underlined. */
export function Hunks({ coming }: { coming: Coming }) {
  const { forks } = useMessages();
  return (
    <ol className="fork-hunks">
      {coming.hunks.map(({ index, deleted, inserted }) => (
        <li key={index}>
          {deleted !== '' && (
            <del dir="auto">
              <span className="visually-hidden">{forks.deleted}: </span>
              {short(deleted)}
            </del>
          )}
          {inserted !== '' && (
            <ins dir="auto">
              <span className="visually-hidden">{forks.inserted}: </span>
              {short(inserted)}
            </ins>
          )}
          {deleted === '' && inserted === '' && <em>{forks.formatted}</em>}
        </li>
      ))}
      {coming.more > 0 && <li className="fork-note">{forks.more(coming.more)}</li>}
    </ol>
  );
}

function short(text: string): string {
  const shown = text.replaceAll('\n', ' ⏎ ');
  return shown.length <= SHOWN_UNITS ? shown : `${shown.slice(0, SHOWN_UNITS).toWellFormed()}…`;
}
