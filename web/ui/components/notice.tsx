import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useMessages } from '../i18n/i18n.tsx';
import { Button } from './button.tsx';

interface NoticeProps {
  title: string;
  text?: string;
  /** Work is in progress: announced politely, and only after a moment. */
  busy?: boolean;
  retry?: () => void;
  /** Offered beside `retry`, once that has not helped. */
  reload?: (() => void) | null;
  home?: boolean;
  children?: ReactNode;
}

/** A page, or a part of one, that shows only the reason why it is empty. */
export function Notice({ title, text, busy, retry, reload, home, children }: NoticeProps) {
  const messages = useMessages();
  if (busy) {
    return (
      <div className="notice notice-busy" role="status">
        <span className="spinner" aria-hidden="true" />
        <p>{title}</p>
      </div>
    );
  }
  return (
    <main className="notice" role="alert">
      <h1>{title}</h1>
      {text && <p>{text}</p>}
      {children}
      <div className="notice-actions">
        {retry && (
          <Button variant="primary" onPress={retry}>
            {messages.common.retry}
          </Button>
        )}
        {reload && <Button onPress={reload}>{messages.common.reloadPage}</Button>}
        {home && (
          <Link className="button button-quiet" href="/">
            {messages.common.back}
          </Link>
        )}
      </div>
    </main>
  );
}
