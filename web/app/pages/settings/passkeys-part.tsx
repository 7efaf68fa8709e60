import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  addPasskey,
  listPasskeys,
  type Passkey,
  removePasskey,
  renamePasskey,
} from '../../../api/account-factors.ts';
import { knowsPasskeys } from '../../../api/auth-passkey.ts';
import { problemMessage } from '../../../api/problem.ts';
import { Button, IconButton } from '../../../ui/components/button.tsx';
import { ConfirmDialog } from '../../../ui/components/confirm-dialog.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages, useTimeAgo } from '../../../ui/i18n/i18n.tsx';
import { NameDialog } from './name-dialog.tsx';
import { Line, Part, Pending } from './part.tsx';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';

type Open = 'add' | { rename: Passkey } | { remove: Passkey } | { codes: readonly string[] } | null;

/** The passkeys: adds, names and removes them. */
export function PasskeysPart({ email }: { email: string }) {
  const { passkeys } = useMessages().settings.security;
  const ago = useTimeAgo();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const list = useQuery({ queryKey: ['passkeys'], queryFn: ({ signal }) => listPasskeys(signal) });
  return (
    <Part
      title={passkeys.title}
      lead={knowsPasskeys() ? passkeys.lead : passkeys.unsupported}
      action={knowsPasskeys() && <Button onPress={() => setOpen('add')}>{passkeys.add}</Button>}
    >
      {list.data ? (
        <ul className="lines" aria-label={passkeys.title}>
          {list.data.length === 0 && <li className="line-none">{passkeys.none}</li>}
          {list.data.map((passkey) => (
            <Line
              key={passkey.id}
              icon={<KeyRound size={18} aria-hidden="true" />}
              title={passkey.name}
              text={[
                passkey.lastUsedAt ? passkeys.used(ago(passkey.lastUsedAt)) : passkeys.neverUsed,
                passkeys.created(ago(passkey.createdAt)),
                ...(passkey.backedUp ? [passkeys.backedUp] : []),
              ].join(' · ')}
            >
              <IconButton label={passkeys.rename(passkey.name)} onPress={() => setOpen({ rename: passkey })}>
                <Pencil size={16} aria-hidden="true" />
              </IconButton>
              <IconButton label={passkeys.remove(passkey.name)} onPress={() => setOpen({ remove: passkey })}>
                <Trash2 size={16} aria-hidden="true" />
              </IconButton>
            </Line>
          ))}
        </ul>
      ) : (
        <Pending query={list} />
      )}
      {open === 'add' && <AddDialog onAdded={(codes) => setOpen(codes ? { codes } : null)} onClose={close} />}
      {open !== null && open !== 'add' && 'codes' in open && (
        <RecoveryCodesDialog codes={open.codes} email={email} onClose={close} />
      )}
      {open !== null && open !== 'add' && 'rename' in open && (
        <RenameDialog passkey={open.rename} onClose={close} />
      )}
      {open !== null && open !== 'add' && 'remove' in open && (
        <RemoveDialog passkey={open.remove} onClose={close} />
      )}
    </Part>
  );
}

/** After a change of the passkeys, reloads the list and the ways to sign in. */
function useChanged(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ['passkeys'] });
    void queries.invalidateQueries({ queryKey: ['sign-in-methods'] });
  };
}

function AddDialog({
  onAdded,
  onClose,
}: {
  /** Receives the recovery codes, if the passkey created any. */
  onAdded: (recoveryCodes: readonly string[] | undefined) => void;
  onClose: () => void;
}) {
  const { passkeys } = useMessages().settings.security;
  const toast = useToast();
  const changed = useChanged();
  const add = useMutation({
    mutationFn: addPasskey,
    onSuccess: ({ name, recoveryCodes }) => {
      toast({ text: passkeys.added(name), tone: 'plain' });
      changed();
      onAdded(recoveryCodes);
    },
  });
  return (
    <NameDialog
      title={passkeys.addTitle}
      label={passkeys.name}
      hint={passkeys.nameHint}
      initial={passkeys.suggested(platform())}
      action={passkeys.add}
      isPending={add.isPending}
      error={add.error}
      onSubmit={(name) => add.mutate(name)}
      onClose={onClose}
    />
  );
}

function RenameDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { settings, common } = useMessages();
  const { passkeys } = settings.security;
  const changed = useChanged();
  const rename = useMutation({
    mutationFn: (name: string) => renamePasskey(passkey.id, name),
    onSuccess: () => {
      changed();
      onClose();
    },
  });
  return (
    <NameDialog
      title={passkeys.renameTitle}
      label={passkeys.name}
      initial={passkey.name}
      action={common.save}
      isPending={rename.isPending}
      error={rename.error}
      onSubmit={(name) => rename.mutate(name)}
      onClose={onClose}
    />
  );
}

function RemoveDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const messages = useMessages();
  const { passkeys } = messages.settings.security;
  const toast = useToast();
  const changed = useChanged();
  const remove = useMutation({
    mutationFn: () => removePasskey(passkey.id),
    onSuccess: () => {
      toast({ text: passkeys.removed(passkey.name), tone: 'plain' });
      changed();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={passkeys.removeTitle(passkey.name)}
      text={passkeys.removeText}
      action={passkeys.removeConfirm}
      isDangerous
      isPending={remove.isPending}
      error={remove.error ? problemMessage(remove.error, messages) : null}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}

/** The name of the device's platform, as a default name; '' when the browser does not say. */
function platform(): string {
  const { userAgentData } = navigator as { userAgentData?: { platform?: string } };
  if (userAgentData?.platform) return userAgentData.platform;
  return (
    ['iPhone', 'iPad', 'Android', 'Mac', 'Windows', 'Linux'].find((name) =>
      navigator.userAgent.includes(name),
    ) ?? ''
  );
}
