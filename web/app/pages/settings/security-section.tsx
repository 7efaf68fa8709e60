import { useQuery } from '@tanstack/react-query';
import { getSignInMethods } from '../../api/account.ts';
import type { Account } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { Pending } from './part.tsx';
import { PasskeysPart } from './passkeys-part.tsx';
import { PasswordPart } from './password-part.tsx';
import { ProvidersPart } from './providers-part.tsx';
import { TotpPart } from './totp-part.tsx';

/** How the user signs in. */
export function SecuritySection({ user }: { user: Account }) {
  const { security } = useMessages().settings;
  const methods = useQuery({
    queryKey: ['sign-in-methods'],
    queryFn: ({ signal }) => getSignInMethods(signal),
  });
  return (
    <>
      <p className="settings-lead">
        {security.lead} {security.email(user.email)}
      </p>
      {methods.data ? (
        <>
          <PasswordPart methods={methods.data} />
          <PasskeysPart />
          <TotpPart methods={methods.data} />
          <ProvidersPart methods={methods.data} />
        </>
      ) : (
        <Pending query={methods} />
      )}
    </>
  );
}
