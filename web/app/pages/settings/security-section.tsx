import { useQuery } from '@tanstack/react-query';
import { useSearch } from 'wouter';
import { getSignInMethods } from '../../../api/account.ts';
import type { Account } from '../../../api/types.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { Pending } from './part.tsx';
import { PasskeysPart } from './passkeys-part.tsx';
import { PasswordPart } from './password-part.tsx';
import { ProvidersPart } from './providers-part.tsx';
import { TotpPart } from './totp-part.tsx';

/** The user's ways to sign in. */
export function SecuritySection({ user }: { user: Account }) {
  const { settings, auth } = useMessages();
  const { security } = settings;
  // The error with which a provider's page returned.
  const refusal = new URLSearchParams(useSearch()).get('error');
  const methods = useQuery({
    queryKey: ['sign-in-methods'],
    queryFn: ({ signal }) => getSignInMethods(signal),
  });
  return (
    <>
      <p className="settings-lead">
        {security.lead} {security.email(user.email)}
      </p>
      {refusal !== null && (
        <p className="form-error" role="alert">
          {auth.errors[refusal] ?? auth.errors.provider_failed}
        </p>
      )}
      {methods.data ? (
        <>
          <PasswordPart methods={methods.data} />
          <PasskeysPart email={user.email} />
          <TotpPart methods={methods.data} />
          <ProvidersPart methods={methods.data} />
        </>
      ) : (
        <Pending query={methods} />
      )}
    </>
  );
}
