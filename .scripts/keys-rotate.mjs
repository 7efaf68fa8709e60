// npm run keys:rotate: a new key signs access tokens from now on; the old ones verify until their last token has
// expired, and are then ignored. `-- --env staging|production --origin https://docs.example.com` does so for a
// deployment: its secret cannot be read, so the public halves of its old keys come from its own endpoint.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureSecrets } from './secrets.mjs';
import { ACCOUNT_ENV, ensureInstalled, node, ROOT, tool, withLock } from './toolchain.mjs';

// An access token lives for 15 minutes (src/platform/tokens/access-token.ts); a deployment and clock differences take
// time too.
const OVERLAP_SECONDS = 30 * 60;

/**
 * The array of keys after a rotation at `now` (s since 1970): a new private key, then the public halves of the valid
 * old ones, each with its expiry.
 */
export function rotate(keys, now, newKey = makeKey()) {
  const old = keys
    .filter(({ exp }) => exp === undefined || exp > now)
    .map(({ kty, crv, x, kid, exp }) => ({
      kty,
      crv,
      x,
      kid,
      alg: 'EdDSA',
      use: 'sig',
      exp: exp ?? now + OVERLAP_SECONDS,
    }));
  return [newKey, ...old];
}

function makeKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    ...privateKey.export({ format: 'jwk' }),
    kid: randomBytes(9).toString('base64url'),
    alg: 'EdDSA',
    use: 'sig',
  };
}

/** Rotates the key in `.dev.vars` and keeps everything else in it. Returns the ids of the keys, newest first. */
export async function rotateLocal(path = join(ROOT, '.dev.vars'), now = Math.floor(Date.now() / 1000)) {
  await ensureSecrets(path);
  return withLock('secrets', async () => {
    const text = readFileSync(path, 'utf8');
    const line = /^(\s*(?:export\s+)?ACCESS_TOKEN_KEYS\s*=\s*)(['"]?)(.*)\2\s*$/m;
    const found = line.exec(text);
    if (found === null) throw new Error(`${path} has no ACCESS_TOKEN_KEYS`);
    const keys = rotate(JSON.parse(found[3]), now);
    const partial = `${path}.${process.pid}`;
    writeFileSync(
      partial,
      text.replace(line, () => `${found[1]}'${JSON.stringify(keys)}'`),
      { mode: 0o600 },
    );
    renameSync(partial, path);
    return keys.map(({ kid }) => kid);
  });
}

async function rotateDeployed(env, origin) {
  if (!origin?.startsWith('https://'))
    throw new Error('--origin is required: the https address of the deployment');
  const response = await fetch(`${origin}/.well-known/jwks.json`, { redirect: 'error' });
  if (!response.ok) throw new Error(`${origin}/.well-known/jwks.json answers ${response.status}`);
  const { keys } = await response.json();
  if (!Array.isArray(keys) || keys.length === 0) throw new Error(`${origin} publishes no key`);
  const rotated = rotate(keys, Math.floor(Date.now() / 1000));
  // By standard input: other users of the machine can read a command's arguments.
  const { status, stderr } = spawnSync(
    node(),
    [tool('wrangler'), 'secret', 'put', 'ACCESS_TOKEN_KEYS', '--env', env],
    {
      cwd: ROOT,
      env: { ...ACCOUNT_ENV, CI: '1' },
      input: JSON.stringify(rotated),
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return rotated.map(({ kid }) => kid);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { env: { type: 'string' }, origin: { type: 'string' } } });
  try {
    await ensureInstalled();
    if (values.env !== undefined && !['staging', 'production'].includes(values.env))
      throw new Error(`--env is staging or production, not ${values.env}`);
    const [kid, ...old] =
      values.env === undefined ? await rotateLocal() : await rotateDeployed(values.env, values.origin);
    console.log(`${kid} signs from now on; ${old.join(', ') || 'no other'} verifies for up to 30 minutes.`);
    if (values.env === undefined) console.log('Start the server again, so that it reads .dev.vars.');
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
