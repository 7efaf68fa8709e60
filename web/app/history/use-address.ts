import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

/** The version in the page's address, and the one that it is compared with. */
export interface HistoryAddress {
  version: number | null;
  compare: number | null;
}

/** The page's address, and a setter that adds no entry to the browser's history. */
export function useAddress(): [HistoryAddress, (address: HistoryAddress) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const address = useMemo(() => {
    const query = new URLSearchParams(search);
    return { version: versionIn(query, 'version'), compare: versionIn(query, 'compare') };
  }, [search]);
  const write = useCallback(
    ({ version, compare }: HistoryAddress) => {
      const query = new URLSearchParams();
      if (version !== null) query.set('version', String(version));
      if (compare !== null) query.set('compare', String(compare));
      const text = query.size > 0 ? `?${query}` : '';
      if (text !== location.search) navigate(`${path}${text}`, { replace: true });
    },
    [path, navigate],
  );
  return [address, write];
}

function versionIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
