import { useEffect, useState } from 'react';
import { session } from '../../api/session.ts';
import { Notice } from '../../ui/components/notice.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** A sign-out that takes longer than this gets an explanation. */
const LONG_MS = 1_500;

/** Replaces the app while this browser is still signing out. */
export function SigningOut() {
  const { signingOut } = useMessages().auth;
  const [long, setLong] = useState(!navigator.onLine);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!long) return <Notice busy title={signingOut.busy} />;
  return (
    <Notice title={signingOut.title} text={signingOut.text} retry={() => void session.finishLeaving()} />
  );
}
