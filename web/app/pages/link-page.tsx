import '../../ui/styles/access.css';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Form } from 'react-aria-components';
import { Link, Redirect } from 'wouter';
import { rememberLink } from '../../api/guest-link.ts';
import { ApiProblem, problemMessage } from '../../api/problem.ts';
import { session } from '../../api/session.ts';
import { getLinkTarget, joinAsGuest, type LinkTarget, openLink } from '../../api/sharing.ts';
import { Button } from '../../ui/components/button.tsx';
import { Door } from '../../ui/components/door.tsx';
import { Field } from '../../ui/components/field.tsx';
import { Notice } from '../../ui/components/notice.tsx';
import { useDate, useMessages } from '../../ui/i18n/i18n.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useSession } from '../shell/session-gate.tsx';

/** The target of a document's link: users go straight through, others choose between an account and a guest's name. */
export default function LinkPage({ token }: { token: string }) {
  const messages = useMessages();
  const { landing } = messages.sharing;
  const state = useSession();
  usePageTitle(landing.title);
  const [unreachable, setUnreachable] = useState(false);
  useEffect(() => {
    if (state.state === 'unknown' && !unreachable) {
      session.refreshToken().catch(() => setUnreachable(true));
    }
  }, [state.state, unreachable]);
  if (state.state === 'unknown') {
    return unreachable ? (
      <Notice title={messages.problems.network} retry={() => setUnreachable(false)} />
    ) : (
      <Notice busy title={messages.common.loading} />
    );
  }
  if (state.state === 'signed-in') return <GoThrough key={state.user.id} token={token} />;
  return <Landing token={token} guestOf={state.state === 'guest' ? state.docId : null} />;
}

function GoThrough({ token }: { token: string }) {
  const { landing } = useMessages().sharing;
  const opened = useQuery({
    queryKey: ['open-link', token],
    queryFn: () => openLink(token),
    retry: false,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (opened.data) return <Redirect to={`/d/${opened.data.docId}`} replace />;
  if (opened.error) return <Failed error={opened.error} retry={() => void opened.refetch()} />;
  return <Notice busy title={landing.opening} />;
}

function Landing({ token, guestOf }: { token: string; guestOf: string | null }) {
  const messages = useMessages();
  const target = useQuery({
    queryKey: ['link', token],
    queryFn: ({ signal }) => getLinkTarget(token, signal),
    retry: false,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const docId = target.data?.docId;
  if (docId !== undefined && docId === guestOf) {
    rememberLink(docId, token);
    return <Redirect to={`/d/${docId}`} replace />;
  }
  if (target.data) return <Choices token={token} target={target.data} />;
  if (target.error) return <Failed error={target.error} retry={() => void target.refetch()} />;
  return <Notice busy title={messages.common.loading} />;
}

function Choices({ token, target }: { token: string; target: LinkTarget }) {
  const messages = useMessages();
  const { landing } = messages.sharing;
  const date = useDate();
  const [name, setName] = useState('');
  const join = useMutation({
    mutationFn: async () => {
      rememberLink(target.docId, token);
      await joinAsGuest(token, name.trim());
    },
  });
  const next = encodeURIComponent(`/l/${token}`);
  return (
    <Door title={target.title || messages.list.untitled} lead={landing.shares(target.owner.name)}>
      <p className="landing-terms">
        {landing.allows[target.role]}
        {target.expiresAt !== null && ` ${landing.until(date(target.expiresAt))}`}
      </p>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          join.mutate();
        }}
      >
        {join.error && (
          <p className="form-error" role="alert">
            {problemMessage(join.error, messages)}
          </p>
        )}
        <Field
          label={landing.name}
          hint={landing.nameHint}
          name="name"
          autoComplete="nickname"
          value={name}
          onChange={setName}
          maxLength={80}
          isRequired
          autoFocus
        />
        <Button type="submit" variant="primary" isPending={join.isPending}>
          {landing.asGuest}
        </Button>
      </Form>
      <p className="landing-or">
        <span>{landing.or}</span>
      </p>
      <div className="landing-account">
        <Link className="button button-quiet" href={`/sign-in?next=${next}`}>
          {landing.signIn}
        </Link>
        <Link className="button button-quiet" href={`/sign-up?next=${next}`}>
          {landing.signUp}
        </Link>
      </div>
      <p className="landing-hint">{landing.account}</p>
    </Door>
  );
}

function Failed({ error, retry }: { error: Error; retry: () => void }) {
  const messages = useMessages();
  const { landing } = messages.sharing;
  if (error instanceof ApiProblem && error.status === 404) {
    return <Notice title={landing.goneTitle} text={landing.goneText} home />;
  }
  return <Notice title={problemMessage(error, messages)} retry={retry} home />;
}
