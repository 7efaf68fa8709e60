import { useEffect } from 'react';
import type { DocumentSession } from '../../editor/document-session.ts';
import { unsent } from '../../ui/parts/unsent.ts';

/** Keeps the app itself from reloading while edits are unsent. */
export function useUnsent(session: DocumentSession | null): void {
  useEffect(() => {
    if (!session) return;
    return unsent.ask(() => {
      const { status, unkept, uploads } = session.view();
      const isSending = status.state === 'saving' || status.state === 'rebuilding';
      return unkept + uploads.unkept > 0 || isSending || (status.state === 'offline' && status.edits > 0);
    });
  }, [session]);
}
