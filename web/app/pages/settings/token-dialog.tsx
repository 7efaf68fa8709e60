import { Copy } from 'lucide-react';
import { Input, Label, TextField } from 'react-aria-components';
import { Button } from '../../../ui/components/button.tsx';
import { Dialog } from '../../../ui/components/dialog.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useCopy } from '../../../ui/use-copy.ts';

/** Shows a new API token, which is available only this once. */
export function TokenDialog({ token, onClose }: { token: string; onClose: () => void }) {
  const { tokens } = useMessages().settings;
  const copy = useCopy();
  return (
    <Dialog title={tokens.shownTitle} onClose={onClose} stays>
      <div className="form">
        <p>{tokens.shownText}</p>
        <TextField className="field" value={token} isReadOnly>
          <Label>{tokens.token}</Label>
          <span className="with-button">
            <Input className="input input-code" onFocus={(event) => event.target.select()} />
            <Button onPress={() => copy(token, tokens.copied)} autoFocus>
              <Copy size={16} aria-hidden="true" />
              {tokens.copy}
            </Button>
          </span>
        </TextField>
        <div className="dialog-actions">
          <Button variant="primary" onPress={onClose}>
            {tokens.done}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
