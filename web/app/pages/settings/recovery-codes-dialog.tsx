import { Copy, Download } from 'lucide-react';
import { Button } from '../../../ui/components/button.tsx';
import { Dialog } from '../../../ui/components/dialog.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { useCopy } from '../../../ui/use-copy.ts';

/** Shows recovery codes, which are available only this once. */
export function RecoveryCodesDialog({
  codes,
  email,
  onClose,
}: {
  codes: readonly string[];
  email: string;
  onClose: () => void;
}) {
  const { recovery } = useMessages().settings.security;
  const copy = useCopy();
  const save = () => {
    const text = `${recovery.fileHead(email)}\n\n${codes.join('\n')}\n`;
    saveFile(recovery.file, new Blob([text], { type: 'text/plain;charset=utf-8' }));
  };
  return (
    <Dialog title={recovery.showTitle} onClose={onClose} stays>
      <div className="form">
        <p>{recovery.showText}</p>
        <ul className="codes" aria-label={recovery.list}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div className="dialog-actions">
          <Button onPress={() => copy(codes.join('\n'), recovery.copied)}>
            <Copy size={16} aria-hidden="true" />
            {recovery.copy}
          </Button>
          <Button onPress={save}>
            <Download size={16} aria-hidden="true" />
            {recovery.download}
          </Button>
          <Button variant="primary" onPress={onClose} autoFocus>
            {recovery.done}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
