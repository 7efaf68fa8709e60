import { X } from 'lucide-react';
import { useId } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { AuditFilter } from '../../../api/audit.ts';
import { Button } from '../../../ui/components/button.tsx';
import { Choice, Field } from '../../../ui/components/field.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { NO_FILTER } from './no-filter.ts';

/** The names of the ids in a filter. */
export type Named = Partial<Record<'actor' | 'subject' | 'docId', string>>;

interface AuditFiltersProps {
  filter: AuditFilter;
  named: Named;
  isOfOneDocument: boolean;
  onChange: (change: Partial<AuditFilter>) => void;
}

// The event types of documents; all others are about accounts.
const OF_DOCUMENTS = /^(document|guest|invitation|access|audit)\.|^user\.invited$/;

/** The filter of a log. */
export function AuditFilters({ filter, named, isOfOneDocument, onChange }: AuditFiltersProps) {
  const { audit } = useMessages();
  const types = Object.entries(audit.types).filter(([type]) => !isOfOneDocument || OF_DOCUMENTS.test(type));
  const isFiltered = Object.values(filter).some((value) => value !== '');
  return (
    <search className="audit-filters" aria-label={audit.filters}>
      <Choice
        label={audit.type}
        value={filter.type === '' ? 'any' : filter.type}
        onChange={(type) => onChange({ type: type === 'any' ? '' : type })}
        options={[{ id: 'any', text: audit.anyType }, ...types.map(([id, text]) => ({ id, text }))]}
      />
      <Day label={audit.from} value={filter.from} max={filter.to} onChange={(from) => onChange({ from })} />
      <Day label={audit.to} value={filter.to} min={filter.from} onChange={(to) => onChange({ to })} />
      {(['actor', 'subject', 'docId'] as const).map((part) => {
        const id = filter[part];
        const isChosen = id !== '' && named[part] !== undefined;
        if (isChosen) {
          const name = named[part] ?? id;
          const text =
            part === 'actor' ? audit.onlyBy(name) : part === 'subject' ? audit.onlyFor(name) : name;
          return <Chip key={part} text={text} onRemove={() => onChange({ [part]: '' })} />;
        }
        return isOfOneDocument ? null : (
          <Field
            key={part}
            label={audit[part]}
            value={id}
            onChange={(value) => {
              if (value === '' || /^[\w-]{0,36}$/.test(value)) onChange({ [part]: value });
            }}
          />
        );
      })}
      {isFiltered && (
        <Button variant="plain" onPress={() => onChange(NO_FILTER)}>
          {audit.clear}
        </Button>
      )}
    </search>
  );
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  const { audit } = useMessages();
  return (
    <AriaButton className="chip" aria-label={audit.removeFilter(text)} onPress={onRemove}>
      <span dir="auto">{text}</span>
      <X size={14} aria-hidden="true" />
    </AriaButton>
  );
}

interface DayProps {
  label: string;
  value: string;
  min?: string;
  max?: string;
  onChange: (day: string) => void;
}

function Day({ label, value, min = '', max = '', onChange }: DayProps) {
  const id = useId();
  return (
    <span className="audit-day">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="date"
        className="input date-input"
        value={value}
        {...(min === '' ? {} : { min })}
        {...(max === '' ? {} : { max })}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}
