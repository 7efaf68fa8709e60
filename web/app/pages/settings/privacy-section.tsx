import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { exportAccount } from '../../../api/account.ts';
import { problemMessage } from '../../../api/problem.ts';
import type { Account } from '../../../api/types.ts';
import { Button } from '../../../ui/components/button.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { DeleteAccountDialog } from './delete-account-dialog.tsx';
import { Part } from './part.tsx';

/** The user's data: downloads or deletes it. */
export function PrivacySection({ user }: { user: Account }) {
  const messages = useMessages();
  const words = messages.settings.privacy;
  const toast = useToast();
  const [deleting, setDeleting] = useState(false);
  const take = useMutation({
    mutationFn: exportAccount,
    onSuccess: (zip) => {
      saveFile(words.export.file(new Date().toISOString().slice(0, 10)), zip);
      toast({ text: words.export.done, tone: 'plain' });
    },
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  return (
    <>
      <p className="settings-lead">{words.lead}</p>
      <Part
        title={words.export.title}
        lead={words.export.text}
        action={
          <Button isPending={take.isPending} onPress={() => take.mutate()}>
            {take.isPending ? words.export.preparing : words.export.button}
          </Button>
        }
      />
      <Part
        title={words.delete.title}
        lead={words.delete.text}
        action={
          <Button variant="danger" onPress={() => setDeleting(true)}>
            {words.delete.button}
          </Button>
        }
      />
      {deleting && <DeleteAccountDialog user={user} onClose={() => setDeleting(false)} />}
    </>
  );
}
