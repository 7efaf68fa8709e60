// Development secrets in `.dev.vars`, which git ignores. Existing values stay; missing ones are added.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, withLock } from './toolchain.mjs';

const MAKERS = {
  ACCESS_TOKEN_KEYS: accessTokenKeys,
  URL_SIGNING_KEY: randomKey,
  METRICS_TOKEN: randomKey,
  ADMIN_TOKEN: randomKey,
  ACCOUNT_KEY: randomKey,
};

/** The names of the secrets that the Worker needs. */
export const SECRET_NAMES = Object.keys(MAKERS);

/** A new value for one secret. */
export function makeSecret(name) {
  return MAKERS[name]();
}

/** Completes `.dev.vars`. Safe for parallel starts: one process writes at a time and replaces the whole file. */
export async function ensureSecrets(path = join(ROOT, '.dev.vars')) {
  await withLock('secrets', async () => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const missing = SECRET_NAMES.filter(
      (name) => !new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`, 'm').test(text),
    );
    if (missing.length === 0) return;
    const added = missing.map((name) => `${name}='${makeSecret(name)}'\n`).join('');
    const partial = `${path}.${process.pid}`;
    writeFileSync(partial, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${added}`, {
      mode: 0o600,
    });
    renameSync(partial, path);
  });
}

/** One Ed25519 private key as a JWK, in an array: rotation adds a second one. */
function accessTokenKeys() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = privateKey.export({ format: 'jwk' });
  return JSON.stringify([{ ...key, kid: randomBytes(9).toString('base64url'), alg: 'EdDSA', use: 'sig' }]);
}

function randomKey() {
  return randomBytes(32).toString('base64url');
}
