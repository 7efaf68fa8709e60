import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from 'wouter';
import { getUnsubscription, unsubscribe } from '../../api/notifications.ts';
import { ApiProblem, problemMessage } from '../../api/problem.ts';
import { Button } from '../../ui/components/button.tsx';
import { Door } from '../../ui/components/door.tsx';
import { Notice } from '../../ui/components/notice.tsx';
import type { Messages } from '../../ui/i18n/en.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** The target of the link at the foot of a mail: ends mails of its kind with one press, without signing in. */
export default function UnsubscribePage() {
  const messages = useMessages();
  const { unsubscribe: t } = messages.sharing;
  const token = new URLSearchParams(useSearch()).get('token') ?? '';
  usePageTitle(t.stop);
  const about = useQuery({
    queryKey: ['unsubscribe', token],
    queryFn: ({ signal }) => getUnsubscription(token, signal),
    retry: false,
    refetchOnWindowFocus: false,
  });
  const stop = useMutation({ mutationFn: () => unsubscribe(token) });
  const error = about.error ?? stop.error;
  if (error) {
    const isInvalid = error instanceof ApiProblem && error.status >= 400 && error.status < 500;
    return isInvalid ? (
      <Door title={t.invalidTitle} lead={t.invalidText}>
        <SettingsLink />
      </Door>
    ) : (
      <Notice title={problemMessage(error, messages)} retry={() => void about.refetch()} />
    );
  }
  if (!about.data) return <Notice busy title={messages.common.loading} />;
  const what = subject(about.data.kind, messages);
  if (stop.isSuccess || !about.data.subscribed) {
    return (
      <Door title={t.doneTitle} lead={t.doneText(what)}>
        <SettingsLink />
      </Door>
    );
  }
  return (
    <Door title={t.title} lead={t.text(what)}>
      <div className="form">
        <Button variant="primary" isPending={stop.isPending} onPress={() => stop.mutate()} autoFocus>
          {t.stop}
        </Button>
        <SettingsLink />
      </div>
    </Door>
  );
}

function SettingsLink() {
  const { settings } = useMessages().sharing.unsubscribe;
  return (
    <Link className="button button-quiet" href="/settings/notifications">
      {settings}
    </Link>
  );
}

/** The topic of the mails that end. */
function subject(kind: string, { sharing }: Messages): string {
  if (kind === 'digest') return sharing.unsubscribe.digest;
  const kinds: Record<string, { title: string }> = sharing.settings.kinds;
  return kinds[kind]?.title ?? sharing.unsubscribe.everything;
}
