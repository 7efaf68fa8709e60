import { Button as AriaButton } from 'react-aria-components';
import { Link } from 'wouter';
import type { AuditEntry } from '../../../api/audit.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDetails } from './use-details.ts';
import { useMoment } from './use-moment.ts';

type OnOnly = (part: 'actor' | 'subject', id: string, name: string) => void;

interface AuditTableProps {
  entries: readonly AuditEntry[];
  isOfOneDocument: boolean;
  onOnly: OnOnly;
}

/** The entries of a log; a press on a name filters the log by it. */
export function AuditTable({ entries, isOfOneDocument, onOnly }: AuditTableProps) {
  const { audit } = useMessages();
  const { columns } = audit;
  return (
    <div className="audit-frame">
      <table className="audit-table">
        <thead>
          <tr>
            <th scope="col">{columns.at}</th>
            <th scope="col">{columns.type}</th>
            <th scope="col">{columns.actor}</th>
            <th scope="col">{columns.subject}</th>
            <th scope="col">{columns.details}</th>
            <th scope="col">{columns.from}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} isOfOneDocument={isOfOneDocument} onOnly={onOnly} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  entry,
  isOfOneDocument,
  onOnly,
}: {
  entry: AuditEntry;
  isOfOneDocument: boolean;
  onOnly: OnOnly;
}) {
  const { audit } = useMessages();
  const moment = useMoment();
  const details = useDetails();
  const { actor, subject, address, userAgent, docId } = entry;
  const kind = actor?.kind ?? 'system';
  const name = actor?.name ?? audit.actors[kind] ?? kind;
  const mark = actor?.name ? audit.marks[kind] : undefined;
  return (
    <tr>
      <td data-label={audit.columns.at}>
        <time dateTime={entry.at}>{moment(entry.at)}</time>
      </td>
      <td data-label={audit.columns.type}>
        <strong>{audit.types[entry.type] ?? entry.type}</strong>
      </td>
      <td data-label={audit.columns.actor}>
        <Party
          id={actor?.id ?? null}
          name={name}
          label={audit.only(name)}
          onPress={(id) => onOnly('actor', id, name)}
        />
        {mark && <span className="guest-mark">{mark}</span>}
      </td>
      <td data-label={audit.columns.subject}>
        {subject && (
          <Party
            id={subject.id}
            name={subject.name}
            label={audit.onlyTo(subject.name)}
            onPress={(id) => onOnly('subject', id, subject.name)}
          />
        )}
      </td>
      <td data-label={audit.columns.details} className="audit-details">
        {details(entry)}
        {!isOfOneDocument && docId !== null && (
          <Link href={`/d/${docId}`} className="audit-document" dir="auto">
            {typeof entry.details.title === 'string' ? entry.details.title : docId}
          </Link>
        )}
      </td>
      <td data-label={audit.columns.from} className="audit-from">
        {address && <span>{address}</span>}
        {userAgent && <span title={userAgent}>{userAgent}</span>}
      </td>
    </tr>
  );
}

interface PartyProps {
  id: string | null;
  name: string;
  label: string;
  onPress: (id: string) => void;
}

function Party({ id, name, label, onPress }: PartyProps) {
  if (id === null) return <span>{name}</span>;
  return (
    <AriaButton className="audit-party" aria-label={label} onPress={() => onPress(id)}>
      <bdi>{name}</bdi>
    </AriaButton>
  );
}
