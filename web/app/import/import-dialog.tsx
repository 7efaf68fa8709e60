import './styles/import.css';
import { FileUp } from 'lucide-react';
import { type ChangeEvent, useEffect, useRef } from 'react';
import { FILE_ENDINGS } from '../../../src/formats/files/file-kind.ts';
import { Button } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { chosen, type Dropped, gather } from './gather.ts';
import { ImportRows } from './import-rows.tsx';
import { useImports } from './use-imports.ts';

const ENDINGS = Object.keys(FILE_ENDINGS).map((ending) => `.${ending}`);
// Each kind is named by its commonest ending.
const SHOWN_ENDINGS = [...new Set(Object.values(FILE_ENDINGS))].map((kind) => `.${kind}`).join(', ');

interface ImportDialogProps {
  /** What was dropped, to begin with. */
  dropped: readonly Dropped[];
  onClose: () => void;
}

/** Takes files and folders, and shows for each what became of it. Closing it ends what is not done. */
export default function ImportDialog({ dropped, onClose }: ImportDialogProps) {
  const { imports, common } = useMessages();
  const { rows, isBusy, add, stop } = useImports();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const taken = useRef<readonly Dropped[]>([]);
  useEffect(() => {
    if (taken.current === dropped || dropped.length === 0) return;
    taken.current = dropped;
    void gather(dropped).then(add);
  });
  const onChosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    add(chosen([...(target.files ?? [])]));
    // The same file can be chosen again.
    target.value = '';
  };
  const close = () => {
    stop();
    onClose();
  };
  return (
    <Dialog title={imports.title} stays={isBusy} onClose={close}>
      <div className="import">
        <div className="import-drop">
          <FileUp size={26} aria-hidden="true" />
          <p>{imports.hint}</p>
          <div className="import-choose">
            <Button variant="primary" autoFocus onPress={() => files.current?.click()}>
              {imports.choose}
            </Button>
            <Button onPress={() => folder.current?.click()}>{imports.folder}</Button>
          </div>
          <p className="import-takes">{imports.takes(SHOWN_ENDINGS)}</p>
          <input ref={files} type="file" multiple hidden accept={ENDINGS.join(',')} onChange={onChosen} />
          <input ref={folder} type="file" hidden {...{ webkitdirectory: '' }} onChange={onChosen} />
        </div>
        {rows.length > 0 && (
          <ImportRows rows={rows} isBusy={isBusy} endings={SHOWN_ENDINGS} onLeave={close} />
        )}
        <div className="dialog-actions">
          {isBusy ? (
            <Button onPress={stop}>{imports.stop}</Button>
          ) : (
            <Button onPress={close}>{rows.length > 0 ? imports.done : common.cancel}</Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
