import { useEffect, useState } from 'react';
import { session } from '../../api/session.ts';
import { Notice } from '../../ui/components/notice.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** What takes so long to sign out is worth more than a spinner. */
const LONG_MS = 1_500;

/** In place of everything while this browser still has to sign out. */
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
