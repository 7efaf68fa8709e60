import '../../ui/styles/audit.css';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link } from 'wouter';
import { may } from '../../../src/protocol/permissions.ts';
import { isAdministrator } from '../../api/audit.ts';
import { problemMessage } from '../../api/problem.ts';
import type { Account, DocumentSummary } from '../../api/types.ts';
import { Button } from '../../ui/components/button.tsx';
import { Field } from '../../ui/components/field.tsx';
import { Notice } from '../../ui/components/notice.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { HomeBar } from '../shell/home-bar.tsx';
import { AuditLog } from './audit/audit-log.tsx';
import { checkOperatorToken } from './audit/operator-token.ts';

/** The audit log of a document, for its owner; without a document the log of everything, for administrators. */
export default function AuditPage({ document, user }: { document?: DocumentSummary; user: Account }) {
  const { audit, list } = useMessages();
  const title = document ? `${document.title || list.untitled} · ${audit.title}` : audit.adminTitle;
  usePageTitle(title);
  if (document && !may(document.role, 'readAudit')) return <Notice title={audit.ownerOnly} home />;
  return (
    <div className="home">
      <HomeBar user={user} />
      <main className="audit">
        {document ? (
          <>
            <Link className="audit-back" href={`/d/${document.id}`}>
              {audit.backToDocument}
            </Link>
            <h1>{audit.title}</h1>
            <p className="lead">
              <strong dir="auto">{document.title || list.untitled}</strong> · {audit.lead}
            </p>
            <AuditLog source={{ docId: document.id }} />
          </>
        ) : (
          <>
            <h1>{audit.adminTitle}</h1>
            <Everything />
          </>
        )}
      </main>
    </div>
  );
}

/** The log of everything: by the account's role, or by the operator's token, which only this state holds. */
function Everything() {
  const messages = useMessages();
  const { audit, common } = messages;
  const [token, setToken] = useState<string | null>(null);
  const admin = useQuery({
    queryKey: ['administrator'],
    queryFn: ({ signal }) => isAdministrator(signal),
    gcTime: 0,
  });
  if (admin.isPending) return <p role="status">{common.loading}</p>;
  if (admin.isError) {
    return (
      <div className="form-error" role="alert">
        <p>{problemMessage(admin.error, messages)}</p>
        <Button onPress={() => void admin.refetch()}>{common.retry}</Button>
      </div>
    );
  }
  if (!admin.data && token === null) return <AskForToken onToken={setToken} />;
  return (
    <>
      <p className="lead">{audit.adminLead}</p>
      <AuditLog source={{ operatorToken: token }} />
    </>
  );
}

function AskForToken({ onToken }: { onToken: (token: string) => void }) {
  const messages = useMessages();
  const { forbidden } = messages.audit;
  const [value, setValue] = useState('');
  const check = useMutation({
    mutationFn: () => checkOperatorToken(value.trim()),
    onSuccess: (isGood) => {
      if (isGood) onToken(value.trim());
    },
  });
  const error = check.error
    ? problemMessage(check.error, messages)
    : check.data === false && forbidden.refused;
  return (
    <section className="audit-token">
      <h2>{forbidden.title}</h2>
      <p className="lead">{forbidden.text}</p>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          check.mutate();
        }}
      >
        {error && (
          <p className="form-error" role="alert">
            {error}
          </p>
        )}
        <Field
          label={forbidden.token}
          type="password"
          autoComplete="off"
          value={value}
          onChange={setValue}
          isRequired
        />
        <Button type="submit" variant="primary" isPending={check.isPending}>
          {forbidden.enter}
        </Button>
      </Form>
    </section>
  );
}
