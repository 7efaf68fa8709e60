import { type ReactNode, useId } from 'react';
import { Button } from '../../../ui/components/button.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';

interface PartProps {
  title: string;
  lead?: ReactNode;
  /** Beside the title: the action of the part. */
  action?: ReactNode;
  children?: ReactNode;
}

/** A card of the settings: one topic, its state, and its actions. */
export function Part({ title, lead, action, children }: PartProps) {
  const id = useId();
  return (
    <section className="part" aria-labelledby={id}>
      <div className="part-head">
        <div>
          <h2 id={id}>{title}</h2>
          {lead && <p>{lead}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** One line of a list in the settings. */
export function Line({
  icon,
  title,
  text,
  children,
}: {
  icon?: ReactNode;
  title: ReactNode;
  text: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li className="line">
      {icon && <span className="line-icon">{icon}</span>}
      <span className="line-words">
        <span className="line-title" dir="auto">
          {title}
        </span>
        <span className="line-text">{text}</span>
      </span>
      {children && <span className="line-actions">{children}</span>}
    </li>
  );
}

/** Shown in place of a list while it loads, or when it fails. */
export function Pending({
  query,
}: {
  query: { isPending: boolean; isError: boolean; refetch: () => unknown };
}) {
  const { settings, common } = useMessages();
  if (query.isPending) {
    return (
      <div className="part-pending" role="status" aria-label={common.loading}>
        <span className="skeleton-bar" />
      </div>
    );
  }
  if (!query.isError) return null;
  return (
    <div className="part-failed" role="alert">
      <p>{settings.failed}</p>
      <Button onPress={() => void query.refetch()}>{common.retry}</Button>
    </div>
  );
}
