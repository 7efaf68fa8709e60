import { type ReactNode, useId } from 'react';
import { Button } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

interface SectionProps {
  title: string;
  /** The query of its list. */
  query: { isPending: boolean; isError: boolean; refetch: () => unknown };
  children: ReactNode;
}

/** A section of the dialog with a heading; shows loading and failure. */
export function Section({ title, query, children }: SectionProps) {
  const { sharing, common } = useMessages();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 className="people-head" id={id}>
        {title}
      </h3>
      {query.isPending && (
        <p role="status" className="sharing-loading">
          {common.loading}
        </p>
      )}
      {query.isError && (
        <div role="alert" className="form-error sharing-failed">
          <p>{sharing.failed}</p>
          <Button onPress={() => void query.refetch()}>{common.retry}</Button>
        </div>
      )}
      {children}
    </section>
  );
}
