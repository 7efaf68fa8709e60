import { Check, CircleAlert, CircleDashed, CircleSlash } from 'lucide-react';
import { Link } from 'wouter';
import { ApiProblem, problemMessage } from '../../api/problem.ts';
import type { Messages } from '../../ui/i18n/en.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { lossesInWords } from './losses.ts';
import type { ImportRow } from './use-imports.ts';

interface ImportRowsProps {
  rows: readonly ImportRow[];
  isBusy: boolean;
  /** The endings of the files that are taken. */
  endings: string;
  /** A document is opened. */
  onLeave: () => void;
}

const SHOWN = 5;

/** What became of each file, in the order in which they came; a screen reader hears of the whole. */
export function ImportRows({ rows, isBusy, endings, onLeave }: ImportRowsProps) {
  const { imports } = useMessages();
  const over = rows.filter(({ state }) => state === 'done' || state === 'failed' || state === 'stopped');
  const made = rows.reduce((sum, { result }) => sum + result.documents.length, 0);
  const failed = rows.filter(({ state }) => state === 'failed' || state === 'stopped').length;
  return (
    <>
      <p className="import-progress" role="status">
        {isBusy ? imports.progress(over.length, rows.length) : imports.over(made, failed)}
      </p>
      <ul className="import-rows" aria-label={imports.results}>
        {rows.map((row) => (
          <Row key={row.id} row={row} endings={endings} onLeave={onLeave} />
        ))}
      </ul>
    </>
  );
}

const ICONS = {
  waiting: CircleDashed,
  reading: CircleDashed,
  sending: CircleDashed,
  done: Check,
  failed: CircleAlert,
  stopped: CircleSlash,
} as const;

function Row({ row, endings, onLeave }: { row: ImportRow; endings: string; onLeave: () => void }) {
  const messages = useMessages();
  const { imports } = messages;
  const { name, state, sent, all, result } = row;
  const { documents, warnings, failed } = result;
  const Icon = ICONS[state];
  return (
    <li className="import-row" data-state={state}>
      <Icon size={17} aria-hidden="true" />
      <div>
        <bdi className="import-name">{name}</bdi>
        {state === 'waiting' && <span className="import-state">{imports.waiting}</span>}
        {state === 'reading' && <span className="import-state">{imports.reading}</span>}
        {state === 'sending' && (
          <span className="import-state">
            {imports.sending} {all > 1 && imports.progress(sent, all)}
          </span>
        )}
        {state === 'stopped' && <span className="import-state">{imports.stopped}</span>}
        {documents.length > 0 && (
          <span className="import-documents">
            {documents.slice(0, SHOWN).map(({ id, title }) => (
              <Link key={id} href={`/d/${id}`} onClick={onLeave}>
                <bdi>{title}</bdi>
              </Link>
            ))}
            {documents.length > SHOWN && <span>{imports.more(documents.length - SHOWN)}</span>}
          </span>
        )}
        {state === 'failed' && <p className="import-failed">{reasonOf(row.why, endings, messages)}</p>}
        {failed.slice(0, SHOWN).map(({ file, code, message }) => (
          <p key={file} className="import-failed">
            <bdi>{file}</bdi> {problemMessage(new ApiProblem(code, 422, message), messages)}
          </p>
        ))}
        {failed.length > SHOWN && <p className="import-failed">{imports.more(failed.length - SHOWN)}</p>}
        {warnings.length > 0 && (
          <p className="import-lost">
            {imports.lost} {lossesInWords(warnings, messages)}
          </p>
        )}
      </div>
    </li>
  );
}

function reasonOf(why: unknown, endings: string, messages: Messages): string {
  const { imports } = messages;
  if (why instanceof ApiProblem && why.code === 'network' && !navigator.onLine) return imports.offline;
  switch (why) {
    case 'nothing':
      return imports.nothing;
    case 'wrongKind':
      return imports.wrongKind(endings);
    case 'tooLarge':
      return imports.tooLarge;
    case 'tooManyFiles':
      return imports.tooManyFiles;
    case 'archiveTooLarge':
      return imports.archiveTooLarge;
    case 'damaged':
      return imports.damaged;
    default:
      return problemMessage(why, messages);
  }
}
