import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Role } from '../../../src/protocol/role.ts';
import type { DocumentSummary } from '../../api/types.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Announces a change of the user's role while the document is open. */
export function useRoleChanges(docId: string, role: Role | null): void {
  const { roleChanged } = useMessages().sharing;
  const toast = useToast();
  const queries = useQueryClient();
  const known = useRef<Role | null>(null);
  useEffect(() => {
    if (role === null) return;
    const before = known.current;
    known.current = role;
    if (before === null || before === role) return;
    toast({ text: roleChanged[role], tone: 'plain' });
    queries.setQueryData<DocumentSummary>(['document', docId], (meta) => meta && { ...meta, role });
    void queries.invalidateQueries({ queryKey: ['documents'] });
  }, [role, docId, roleChanged, toast, queries]);
}
