import { useState } from 'react';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { ImportDialog } from './import-part.ts';

/**
 * Offers to import files that were dropped onto an open document, which nothing of them comes into. Returns what takes
 * them, and the dialog while there is one.
 */
export function useOfferedImport(): [offer: (files: readonly File[]) => void, dialog: React.ReactNode] {
  const { imports } = useMessages();
  const toast = useToast();
  const [files, setFiles] = useState<readonly File[] | null>(null);
  const offer = (dropped: readonly File[]) =>
    toast({
      text: imports.offered(dropped.map(({ name }) => name)),
      tone: 'plain',
      action: { label: imports.takeOffer(dropped.length), run: () => setFiles(dropped) },
    });
  return [offer, files && <ImportDialog dropped={files} onClose={() => setFiles(null)} />];
}
