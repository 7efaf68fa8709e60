import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { linkProvider, type SignInMethods, unlinkProvider } from '../../../api/account.ts';
import { listProviders, type Provider } from '../../../api/auth.ts';
import { problemMessage } from '../../../api/problem.ts';
import { Button } from '../../../ui/components/button.tsx';
import { ConfirmDialog } from '../../../ui/components/confirm-dialog.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages, useTimeAgo } from '../../../ui/i18n/i18n.tsx';
import { Line, Part } from './part.tsx';

/** The providers that sign the user in; nothing when the installation has none and none is linked. */
export function ProvidersPart({ methods }: { methods: SignInMethods }) {
  const messages = useMessages();
  const words = messages.settings.security.providers;
  const ago = useTimeAgo();
  const toast = useToast();
  const [leaving, setLeaving] = useState<Provider | null>(null);
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => listProviders(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const link = useMutation({
    mutationFn: linkProvider,
    onSuccess: (url) => location.assign(url),
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  const offered = providers.data ?? [];
  // A linked provider that is no longer offered can still be unlinked.
  const former = methods.identities
    .filter(({ provider }) => !offered.some(({ id }) => id === provider))
    .map(({ provider }) => ({ id: provider, name: provider }));
  const all = [...offered, ...former];
  if (all.length === 0) return null;
  return (
    <Part title={words.title} lead={words.lead}>
      <ul className="lines" aria-label={words.title}>
        {all.map((provider) => {
          const linked = methods.identities.find((identity) => identity.provider === provider.id);
          return (
            <Line
              key={provider.id}
              title={provider.name}
              text={linked ? words.linked(ago(linked.createdAt)) : words.notLinked}
            >
              {linked ? (
                <Button aria-label={words.unlink(provider.name)} onPress={() => setLeaving(provider)}>
                  {words.unlinkShort}
                </Button>
              ) : (
                <Button
                  aria-label={words.link(provider.name)}
                  isPending={link.isPending && link.variables === provider.id}
                  onPress={() => link.mutate(provider.id)}
                >
                  {words.linkShort}
                </Button>
              )}
            </Line>
          );
        })}
      </ul>
      {leaving && <UnlinkDialog provider={leaving} onClose={() => setLeaving(null)} />}
    </Part>
  );
}

function UnlinkDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const messages = useMessages();
  const words = messages.settings.security.providers;
  const toast = useToast();
  const queries = useQueryClient();
  const unlink = useMutation({
    mutationFn: () => unlinkProvider(provider.id),
    onSuccess: () => {
      toast({ text: words.unlinked(provider.name), tone: 'plain' });
      void queries.invalidateQueries({ queryKey: ['sign-in-methods'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={words.unlinkTitle(provider.name)}
      text={words.unlinkText(provider.name)}
      action={words.unlinkShort}
      isDangerous
      isPending={unlink.isPending}
      error={unlink.error ? problemMessage(unlink.error, messages) : null}
      onConfirm={() => unlink.mutate()}
      onClose={onClose}
    />
  );
}
