import { useMutation } from '@tanstack/react-query';
import { MailCheck } from 'lucide-react';
import { useEffect } from 'react';
import { refreshProfile } from '../../api/account.ts';
import { resendVerification } from '../../api/auth.ts';
import { problemMessage } from '../../api/problem.ts';
import type { Account } from '../../api/types.ts';
import { Button } from '../../ui/components/button.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Reminds a user whose address is not verified; disappears once it is, wherever that happens. */
export function VerifyBanner({ user }: { user: Account }) {
  const messages = useMessages();
  const { verifyBanner } = messages.auth;
  const toast = useToast();
  const resend = useMutation({
    mutationFn: resendVerification,
    onSuccess: () => toast({ text: verifyBanner.sent(user.email), tone: 'plain' }),
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  const isVerified = user.emailVerified;
  useEffect(() => {
    if (isVerified) return;
    // Mail is often read on another device: returning to this page is the time to check.
    const look = () => {
      if (document.visibilityState === 'visible') refreshProfile().catch(() => undefined);
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [isVerified]);
  if (isVerified) return null;
  return (
    <section className="verify" aria-label={verifyBanner.label}>
      <MailCheck size={18} aria-hidden="true" />
      <p>{verifyBanner.text(user.email)}</p>
      <Button variant="plain" isPending={resend.isPending} onPress={() => resend.mutate()}>
        {verifyBanner.resend}
      </Button>
    </section>
  );
}
