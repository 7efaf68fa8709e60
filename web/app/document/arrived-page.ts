import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { getDocument } from '../../api/calls.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { reloadForNewVersion } from '../../ui/parts/new-version.ts';
import { lazyPage } from '../../ui/parts/stand-ins.tsx';

/** The history of a document. */
export const HistoryPage = lazyPage(() => import('../history/history-page.tsx'));
/** The audit log of a document. */
export const AuditPage = lazyPage(() => import('../pages/audit-page.tsx'));

const PAGES: Record<string, { load(): Promise<unknown> } | undefined> = {
  history: HistoryPage,
  audit: AuditPage,
};

/**
 * The page of a document to show: the one in the address, once its script and data are available. Until then the
 * previous page stays, also while the network is down: an open editor must not be replaced by a page that cannot load,
 * since the text could not be opened again either.
 */
export function useArrivedPage(id: string, page: string | undefined): string | undefined {
  const [arrived, setArrived] = useState(page);
  const [, navigate] = useLocation();
  const toast = useToast();
  const { missing } = useMessages();
  useEffect(() => {
    if (page === arrived) return;
    const part = page === undefined ? undefined : PAGES[page];
    if (!part) {
      setArrived(page);
      return;
    }
    const leaving = new AbortController();
    const { signal } = leaving;
    // The page's script may be cached while its data is unreachable, so this asks the server too.
    Promise.all([part.load(), getDocument(id, signal)]).then(
      () => signal.aborted || setArrived(page),
      async () => {
        if (signal.aborted || (await reloadForNewVersion()) || signal.aborted) return;
        toast({ text: `${missing.title} ${missing.text}`, tone: 'error' });
        navigate(`/d/${id}${arrived === undefined ? '' : `/${arrived}`}`, { replace: true });
      },
    );
    return () => leaving.abort();
  }, [id, page, arrived, navigate, toast, missing]);
  return page === undefined ? page : arrived;
}
