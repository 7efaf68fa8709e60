import { afterAll, beforeAll, describe } from 'vitest';
import { testAnswers } from './oidc-answers.ts';
import { type OidcApp, startOidcApp } from './oidc-app.ts';
import { testAccount } from './oidc-pages-account.ts';
import { testSignIn } from './oidc-pages-sign-in.ts';

// One app for all of them: starting it takes longer than the tests do.
let app: OidcApp;

beforeAll(async () => {
  app = await startOidcApp();
});
afterAll(() => app?.stop());

describe('the answers of an OpenID provider', () => testAnswers(() => app));
describe('the pages of an OpenID provider', () => {
  testSignIn(() => app);
  testAccount(() => app);
});
