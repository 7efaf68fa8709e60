import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { RouterProvider } from 'react-aria-components';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { Notice } from './components/notice.tsx';
import { ToastProvider } from './components/toast.tsx';
import { en } from './i18n/en.ts';
import { MessagesProvider, useMessages } from './i18n/i18n.tsx';
import { DocumentsPage } from './pages/documents-page.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { RequireSession } from './session-gate.tsx';

const DocumentPage = lazy(() => import('../editor/document-page.tsx'));

const queries = new QueryClient({
  defaultOptions: { queries: { retry: 1, staleTime: 5_000 }, mutations: { retry: false } },
});

/** The whole web app. */
export function App() {
  return (
    <MessagesProvider messages={en}>
      <ErrorBoundary>
        <QueryClientProvider client={queries}>
          <ToastProvider>
            <Routes />
          </ToastProvider>
        </QueryClientProvider>
      </ErrorBoundary>
    </MessagesProvider>
  );
}

function Routes() {
  const [, navigate] = useLocation();
  const messages = useMessages();
  return (
    <RouterProvider navigate={navigate}>
      <Switch>
        <Route path="/sign-in">
          <SignInPage mode="sign-in" />
        </Route>
        <Route path="/sign-up">
          <SignInPage mode="sign-up" />
        </Route>
        <Route path="/d/:id/:page?">
          {({ id, page }) => (
            <RequireSession>
              {(user) => (
                <Suspense fallback={<Notice busy title={messages.common.loading} />}>
                  <DocumentPage key={`${id} ${user.id}`} id={id} page={page} user={user} />
                </Suspense>
              )}
            </RequireSession>
          )}
        </Route>
        <Route path="/">
          <RequireSession>{(user) => <DocumentsPage filter="recent" user={user} />}</RequireSession>
        </Route>
        {(['owned', 'shared', 'trash'] as const).map((filter) => (
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
