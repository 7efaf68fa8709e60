// npm run seed: creates two accounts and a document that they share, through the REST API. A second run changes
// nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_DELTA, DEMO_TITLE } from './demo-content.mjs';
import { endTree } from './processes.mjs';
import { ensureSecrets } from './secrets.mjs';
import { answers, migrateLocally, settings, startServer, untilReady } from './server.mjs';
import { ensureInstalled } from './toolchain.mjs';
import { ensureWebApp } from './web.mjs';

const MAIL_MS = 20_000;
const PASSWORD = 'correct horse battery staple';
const PEOPLE = [
  { email: 'ada@example.com', name: 'Ada Lovelace' },
  { email: 'grace@example.com', name: 'Grace Hopper' },
];

const { port, stateDir } = settings();
const origin = `http://localhost:${port}`;

async function call(method, path, { token, body } = {}) {
  const response = await fetch(origin + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, ok: response.ok, value: text === '' ? null : JSON.parse(text), text };
}

async function mustCall(...args) {
  const answer = await call(...args);
  if (!answer.ok) throw new Error(`${args[0]} ${args[1]}: ${answer.status} ${answer.text}`);
  return answer.value;
}

/**
 * Follows the link of the mail that verifies a new account's address; locally every mail can be read. Signed in as the
 * account: without its token the address is claimed by someone else, and its sessions and password end.
 */
async function verifyAddress(email, accessToken) {
  for (const deadline = Date.now() + MAIL_MS; Date.now() < deadline; await sleep(200)) {
    const { items } = await mustCall('GET', `/v1/dev/mail?to=${encodeURIComponent(email)}`);
    const token = /verify-email\?token=([\w-]+)/.exec(items.map(({ text }) => text).join('\n'))?.[1];
    if (token !== undefined) {
      return mustCall('POST', '/v1/auth/verify-email', { token: accessToken, body: { token } });
    }
  }
  throw new Error(`No mail arrived for ${email}`);
}

/** Signs a person up and verifies the address, or signs in if the account exists. */
async function signIn({ email, name }) {
  const credentials = { email, password: PASSWORD, tokenDelivery: 'body' };
  const registered = await call('POST', '/v1/auth/register', { body: { ...credentials, name } });
  if (registered.ok) {
    await verifyAddress(email, registered.value.accessToken);
    return registered.value;
  }
  if (registered.value?.code !== 'email_taken') throw new Error(`register: ${registered.text}`);
  return mustCall('POST', '/v1/auth/login', { body: credentials });
}

async function seed() {
  const [ada, grace] = [await signIn(PEOPLE[0]), await signIn(PEOPLE[1])];
  const token = ada.accessToken;
  const { items } = await mustCall('GET', '/v1/docs?filter=owned', { token });
  const document =
    items.find(({ title }) => title === DEMO_TITLE) ??
    (await mustCall('POST', '/v1/docs', {
      token,
      body: { title: DEMO_TITLE, content: { delta: DEMO_DELTA } },
    }));
  await mustCall('PUT', `/v1/docs/${document.id}/permissions/${grace.user.id}`, {
    token,
    body: { role: 'editor' },
  });
  console.log(`\n  ${origin}/d/${document.id}\n`);
  for (const { email } of PEOPLE) console.log(`  ${email}   ${PASSWORD}`);
  console.log('');
}

let server = null;
try {
  if (!(await answers(port))) {
    await ensureInstalled();
    await Promise.all([ensureSecrets(), ensureWebApp(), migrateLocally(stateDir)]);
    server = await startServer({ port, stateDir, logLevel: 'error' });
    await untilReady(port, server);
  }
  await seed();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (server) await endTree(server);
}
