import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-aria-components';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { ErrorBoundary } from '../ui/components/error-boundary.tsx';
import { Notice } from '../ui/components/notice.tsx';
import { StrayDrops } from '../ui/components/stray-drops.tsx';
import { ToastProvider } from '../ui/components/toast.tsx';
import { usePageFocus } from '../ui/focus/use-page-focus.ts';
import { en } from '../ui/i18n/en.ts';
import { MessagesProvider, useMessages } from '../ui/i18n/i18n.tsx';
import { lazyPart } from '../ui/parts/lazy-part.tsx';
import { lazyPage, WhenOnline } from '../ui/parts/stand-ins.tsx';
import { DocumentPage } from './home/document-part.ts';
import { DocumentsPage } from './home/documents-page.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { SignUpPage } from './pages/sign-up-page.tsx';
import { useAppearance } from './shell/appearance.ts';
import { RecentProofHost } from './shell/recent-proof-host.tsx';
import { guardRenaming } from './shell/renaming.ts';
import { RequireReader, RequireSession, useSession } from './shell/session-gate.tsx';
import { SigningOut } from './shell/signing-out.tsx';

const ForgotPasswordPage = lazyPage(() => import('./pages/forgot-password-page.tsx'));
const ResetPasswordPage = lazyPage(() => import('./pages/reset-password-page.tsx'));
const VerifyEmailPage = lazyPage(() => import('./pages/verify-email-page.tsx'));
const SettingsPage = lazyPage(() => import('./pages/settings/settings-page.tsx'));
const LiveNotifications = lazyPart(() => import('./shell/live-notifications.tsx'), {
  loading: null,
  failed: (_props, { retry }) => <WhenOnline run={retry} />,
});
const LinkPage = lazyPage(() => import('./pages/link-page.tsx'));
const UnsubscribePage = lazyPage(() => import('./pages/unsubscribe-page.tsx'));
const AuditPage = lazyPage(() => import('./pages/audit-page.tsx'));

const queries = new QueryClient({
  // Without a network a request fails and says so: a queued one would do nothing now and something unexpected later.
  defaultOptions: {
    queries: { retry: 1, staleTime: 5_000, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});
guardRenaming(queries);

/** The whole web app. */
export function App() {
  return (
    <MessagesProvider messages={en} locale={useAppearance()}>
      <ErrorBoundary>
        <QueryClientProvider client={queries}>
          <ToastProvider>
            <Routes />
            <RecentProofHost />
            <StrayDrops />
          </ToastProvider>
        </QueryClientProvider>
      </ErrorBoundary>
    </MessagesProvider>
  );
}

function Routes() {
  const [, navigate] = useLocation();
  const messages = useMessages();
  usePageFocus();
  // Shows and starts nothing before the last session has also ended on the server.
  if (useSession().state === 'signing-out') return <SigningOut />;
  return (
    <RouterProvider navigate={navigate}>
      <LiveNotifications />
      <Switch>
        <Route path="/sign-in">
          <SignInPage />
        </Route>
        <Route path="/sign-up">
          <SignUpPage />
        </Route>
        <Route path="/forgot-password">
          <ForgotPasswordPage />
        </Route>
        <Route path="/reset-password">
          <ResetPasswordPage />
        </Route>
        <Route path="/verify-email">
          <VerifyEmailPage />
        </Route>
        <Route path="/settings">
          <Redirect to="/settings/profile" replace />
        </Route>
        <Route path="/settings/:section">
          {({ section }) => (
            <RequireSession>{(user) => <SettingsPage section={section} user={user} />}</RequireSession>
          )}
        </Route>
        <Route path="/l/:token">{({ token }) => <LinkPage key={token} token={token} />}</Route>
        <Route path="/unsubscribe">
          <UnsubscribePage />
        </Route>
        <Route path="/admin/audit">
          <RequireSession>{(user) => <AuditPage user={user} />}</RequireSession>
        </Route>
        <Route path="/d/:id/:page?">
          {({ id, page }) => (
            <RequireReader docId={id}>
              {(user) => <DocumentPage key={`${id} ${user.id}`} id={id} page={page} user={user} />}
            </RequireReader>
          )}
        </Route>
        <Route path="/">
          <RequireSession>{(user) => <DocumentsPage filter="recent" user={user} />}</RequireSession>
        </Route>
        {(['owned', 'shared', 'starred', 'trash'] as const).map((filter) => (
          <Route key={filter} path={`/${filter}`}>
            <RequireSession>{(user) => <DocumentsPage filter={filter} user={user} />}</RequireSession>
          </Route>
        ))}
        <Route path="/docs/:id/:page?">
          {({ id, page }) => <Redirect to={`/d/${id}${page ? `/${page}` : ''}${location.search}`} replace />}
        </Route>
        <Route path="/recent">
          <Redirect to="/" replace />
        </Route>
        <Route>
          <Notice title={messages.notFound.title} text={messages.notFound.text} home />
        </Route>
      </Switch>
    </RouterProvider>
  );
}
