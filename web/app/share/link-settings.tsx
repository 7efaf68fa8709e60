import { useQuery } from '@tanstack/react-query';
import { Check, Copy, Globe, LockKeyhole } from 'lucide-react';
import { useState } from 'react';
import { type DocumentLink, type GivenRole, getLink, putLink } from '../../api/sharing.ts';
import { Button } from '../../ui/components/button.tsx';
import { ConfirmDialog } from '../../ui/components/confirm-dialog.tsx';
import { Choice } from '../../ui/components/field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { OFFERED_ROLES } from '../shell/offered.ts';
import { LinkExpiry } from './link-expiry.tsx';
import { Section } from './section.tsx';
import { sharingKey, useSharingChange } from './use-sharing.ts';

type Change = { role: GivenRole | null; expiresAt?: string | null; renew?: true };

/** The link of a document: whether it exists, its role and its expiry. */
export function LinkSettings({ docId }: { docId: string }) {
  const { link: t } = useMessages().sharing;
  const link = useQuery({
    queryKey: sharingKey(docId, 'link'),
    queryFn: ({ signal }) => getLink(docId, signal),
    refetchOnMount: 'always',
  });
  return (
    <Section title={t.title} query={link}>
      {link.data && <Settings docId={docId} link={link.data} />}
    </Section>
  );
}

function Settings({ docId, link }: { docId: string; link: DocumentLink }) {
  const { sharing, roles } = useMessages();
  const { link: t } = sharing;
  const [asking, setAsking] = useState<'off' | 'renew' | null>(null);
  const change = useSharingChange(docId, {
    change: (what: Change) => putLink(docId, what),
    done: (_link, what) => (what.renew ? t.renewed : null),
  });
  const shown = change.isPending && !change.variables.renew ? change.variables.role : link.role;
  const { role, url, expiresAt } = link;
  const confirm = (what: Change) => change.mutate(what, { onSettled: () => setAsking(null) });
  return (
    <div className="link-settings">
      <div className="link-row">
        <span className="person-icon" data-on={shown !== null || undefined}>
          {shown === null ? (
            <LockKeyhole size={16} aria-hidden="true" />
          ) : (
            <Globe size={16} aria-hidden="true" />
          )}
        </span>
        <span className="person-name">
          <span>{shown === null ? t.off : t.on}</span>
          <span className="person-about">{shown === null ? t.offText : t.onText[shown]}</span>
        </span>
        <Choice
          label={t.access}
          value={shown ?? 'none'}
          onChange={(next: GivenRole | 'none') => {
            if (next === (role ?? 'none')) return;
            if (next === 'none') setAsking('off');
            else change.mutate({ role: next, ...(expiresAt === null ? {} : { expiresAt }) });
          }}
          options={[
            { id: 'none', text: t.none },
            ...OFFERED_ROLES.map((given) => ({ id: given, text: roles[given] })),
          ]}
        />
      </div>
      {role !== null && url !== null && (
        <>
          <div className="link-copy">
            <input
              className="input"
              readOnly
              value={url}
              aria-label={t.address}
              onFocus={(event) => event.target.select()}
            />
            <CopyButton text={url} />
          </div>
          <div className="link-more">
            <LinkExpiry expiresAt={expiresAt} onChange={(next) => change.mutate({ role, expiresAt: next })} />
            <Button variant="plain" onPress={() => setAsking('renew')}>
              {t.renew}
            </Button>
          </div>
        </>
      )}
      {asking === 'off' && (
        <ConfirmDialog
          title={t.offTitle}
          text={t.offWarning}
          action={t.offDo}
          isDangerous
          isPending={change.isPending}
          error={null}
          onConfirm={() => confirm({ role: null })}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'renew' && role !== null && (
        <ConfirmDialog
          title={t.renewTitle}
          text={t.renewText}
          action={t.renewDo}
          isPending={change.isPending}
          error={null}
          onConfirm={() => confirm({ role, renew: true, ...(expiresAt === null ? {} : { expiresAt }) })}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function CopyButton({ text }: { text: string }) {
  const { link: t } = useMessages().sharing;
  const [copied, setCopied] = useState(false);
  return (
    <Button
      variant="primary"
      onPress={() => {
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => setCopied(false),
        );
      }}
    >
      {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
      <span aria-live="polite">{copied ? t.copied : t.copy}</span>
    </Button>
  );
}
