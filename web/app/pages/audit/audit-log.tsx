import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useId, useState } from 'react';
import { type AuditFilter, type AuditSource, auditTable, listAudit } from '../../../api/audit.ts';
import { problemMessage } from '../../../api/problem.ts';
import { Button } from '../../../ui/components/button.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { AuditFilters, type Named } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { NO_FILTER } from './no-filter.ts';

/** A log with its filters, paged, and as a file. */
export function AuditLog({ source }: { source: AuditSource }) {
  const messages = useMessages();
  const { audit, common } = messages;
  const key = useId();
  const [filter, setFilter] = useState<AuditFilter>(NO_FILTER);
  const [named, setNamed] = useState<Named>({});
  const toast = useToast();
  const log = useInfiniteQuery({
    // Under a key of this page: the key must not contain the operator's token, nor its data outlive the page.
    queryKey: ['audit', key, filter],
    queryFn: ({ pageParam, signal }) => listAudit(source, filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const save = useMutation({
    mutationFn: () => auditTable(source, filter),
    onSuccess: (table) => download(table, audit.file),
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  const entries = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="audit-bar">
        <AuditFilters
          filter={filter}
          named={named}
          isOfOneDocument={'docId' in source}
          onChange={(change) => setFilter({ ...filter, ...change })}
        />
        <Button isPending={save.isPending} onPress={() => save.mutate()}>
          <Download size={16} aria-hidden="true" />
          {audit.csv}
        </Button>
      </div>
      {log.isPending && <p role="status">{common.loading}</p>}
      {log.isError && (
        <div className="blank" role="alert">
          <h2>{audit.failed}</h2>
          <p>{problemMessage(log.error, messages)}</p>
          <Button onPress={() => void log.refetch()}>{common.retry}</Button>
        </div>
      )}
      {log.data && entries.length === 0 && (
        <div className="blank">
          <h2>{audit.empty}</h2>
          <p>{audit.emptyText}</p>
        </div>
      )}
      {entries.length > 0 && (
        <AuditTable
          entries={entries}
          isOfOneDocument={'docId' in source}
          onOnly={(part, id, name) => {
            setNamed({ ...named, [part]: name });
            setFilter({ ...filter, [part]: id });
          }}
        />
      )}
      {log.hasNextPage && (
        <div className="rows-more">
          <Button isPending={log.isFetchingNextPage} onPress={() => void log.fetchNextPage()}>
            {audit.more}
          </Button>
        </div>
      )}
    </>
  );
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // By the next task, the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url));
}
