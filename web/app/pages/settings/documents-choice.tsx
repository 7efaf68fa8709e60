import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { CheckboxGroup, FieldError, Input, Label, SearchField } from 'react-aria-components';
import { findDocuments } from '../../../api/calls.ts';
import type { DocumentSummary } from '../../../api/types.ts';
import { Check } from '../../../ui/components/check.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { Pending } from './part.tsx';

/**
 * A choice of some of the user's documents, with a search. Chosen documents stay visible. `isMissing` shows that a choice
 * is required and moves the focus here. The boxes cannot enforce that by `validate`: while the documents load, or none is
 * found, no box exists that could keep the form from being submitted.
 */
export function DocumentsChoice({
  value,
  onChange,
  isMissing,
}: {
  value: string[];
  onChange: (value: string[]) => void;
  isMissing: boolean;
}) {
  const { tokens } = useMessages().settings;
  const [words, setWords] = useState('');
  const query = useDeferredValue(words.trim());
  const found = useQuery({
    queryKey: ['documents', 'find', query],
    queryFn: ({ signal }) => findDocuments(query, signal),
    placeholderData: (before) => before,
  });
  const [known, setKnown] = useState<ReadonlyMap<string, DocumentSummary>>(new Map());
  const chosen = value.flatMap((id) => known.get(id) ?? []);
  const shown = [...chosen, ...(found.data ?? []).filter(({ id }) => !value.includes(id))];
  const choose = (ids: string[]) => {
    setKnown(new Map([...known, ...(found.data ?? []).map((item) => [item.id, item] as const)]));
    onChange(ids);
  };
  const filter = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isMissing) filter.current?.focus();
  }, [isMissing]);
  return (
    <CheckboxGroup className="checks" value={value} onChange={choose} isInvalid={isMissing}>
      <Label>{tokens.documents}</Label>
      <SearchField className="field" aria-label={tokens.documentsFilter} value={words} onChange={setWords}>
        <Input ref={filter} className="input" placeholder={tokens.documentsFilter} />
      </SearchField>
      <div className="checks-scroll">
        {shown.map(({ id, title }) => (
          <Check key={id} value={id}>
            {title}
          </Check>
        ))}
        {found.data && shown.length === 0 && <p className="field-hint">{tokens.documentsNone}</p>}
        {!found.data && <Pending query={found} />}
      </div>
      <FieldError className="field-error">{tokens.documentsNeeded}</FieldError>
    </CheckboxGroup>
  );
}
