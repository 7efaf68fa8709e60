import './styles/export.css';
import { useMutation } from '@tanstack/react-query';
import { Button as AriaButton } from 'react-aria-components';
import { DOWNLOADS, type Download, downloadDocument } from '../../api/files.ts';
import { ApiProblem, problemMessage } from '../../api/problem.ts';
import { Dialog } from '../../ui/components/dialog.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { lossesInWords } from '../import/losses.ts';

interface ExportDialogProps {
  docId: string;
  /** The version that is downloaded; null for the newest. */
  version: number | null;
  onClose: () => void;
}

/** The formats that a document can be downloaded in; choosing one saves the file. */
export default function ExportDialog({ docId, version, onClose }: ExportDialogProps) {
  const messages = useMessages();
  const { exports } = messages;
  const toast = useToast();
  const download = useMutation({
    mutationFn: (format: Download) => downloadDocument(docId, format, version),
    onSuccess: ({ name, content, losses }) => {
      saveFile(name, content);
      const text =
        losses.length === 0
          ? exports.saved(name)
          : exports.savedWithout(name, lossesInWords(losses, messages));
      toast({ text, tone: 'plain' });
      onClose();
    },
    // Offline it says so at once, instead of waiting for the network.
    networkMode: 'always',
  });
  const { error } = download;
  const isOffline = error instanceof ApiProblem && error.code === 'network' && !navigator.onLine;
  return (
    <Dialog title={exports.title} onClose={onClose}>
      <div className="exports">
        {DOWNLOADS.map((format) => {
          const { name, hint } = exports.formats[format] ?? { name: format, hint: '' };
          return (
            <AriaButton
              key={format}
              className="export-format"
              isDisabled={download.isPending}
              onPress={() => download.mutate(format)}
            >
              <span>
                {name} <small>.{format}</small>
              </span>
              <small>{hint}</small>
            </AriaButton>
          );
        })}
      </div>
      <p className="export-state" role="status">
        {download.isPending && exports.working}
      </p>
      {error && (
        <p className="form-error" role="alert">
          {isOffline ? exports.offline : problemMessage(error, messages)}
        </p>
      )}
    </Dialog>
  );
}
