import { afterAll, beforeAll, describe } from 'vitest';
import { testAnswers } from './oidc-answers.ts';
import { type OidcApp, startOidcApp } from './oidc-app.ts';
import { testPages } from './oidc-pages.ts';

// One app for both: to start one takes longer than all that is asked of it.
let app: OidcApp;

beforeAll(async () => {
  app = await startOidcApp();
});
afterAll(() => app?.stop());

describe('the answers of an OpenID provider', () => testAnswers(() => app));
describe('the pages of an OpenID provider', () => testPages(() => app));
