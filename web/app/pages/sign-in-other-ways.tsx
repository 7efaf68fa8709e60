import { useMutation, useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useEffect } from 'react';
import { listProviders, providerUrl, signInWithPasskey } from '../../api/auth.ts';
import { knowsPasskeyAutofill, knowsPasskeys, stopPasskeyAutofill } from '../../api/auth-passkey.ts';
import { session } from '../../api/session.ts';
import { Button } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { ProblemLine } from '../shell/problem-line.tsx';

/** Signs in without a password: by a passkey, or by the providers of this installation. */
export function SignInOtherWays({ next }: { next: string }) {
  const { auth } = useMessages();
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => listProviders(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const passkey = useMutation({ mutationFn: () => signInWithPasskey({ autofill: false }) });
  usePasskeyAutofill();
  const leave = (id: string) => {
    session.expectCookie();
    location.assign(providerUrl(id, next));
  };
  if (!knowsPasskeys() && !providers.data?.length) return null;
  return (
    <div className="door-ways">
      <p className="door-or">{auth.or}</p>
      <ProblemLine error={passkey.error} />
      {knowsPasskeys() && (
        <Button isPending={passkey.isPending} onPress={() => passkey.mutate()}>
          <KeyRound size={17} aria-hidden="true" />
          {auth.withPasskey}
        </Button>
      )}
      {providers.data?.map(({ id, name }) => (
        <Button key={id} onPress={() => leave(id)}>
          {auth.withProvider(name)}
        </Button>
      ))}
    </div>
  );
}

/** Offers the passkeys of this device in the autofill list of the address field. */
function usePasskeyAutofill(): void {
  useEffect(() => {
    let left = false;
    const offer = async () => {
      if (!(await knowsPasskeyAutofill()) || left) return;
      // The button reports failures: an offer that was not used is no error.
      await signInWithPasskey({ autofill: true }).catch(() => undefined);
    };
    void offer();
    return () => {
      left = true;
      void stopPasskeyAutofill();
    };
  }, []);
}
