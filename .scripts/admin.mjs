// The operator's routes, for scripts: the address of the installation, and the operator's token.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './toolchain.mjs';

/** The address of `npm start`, unless PORT changes it. */
export const LOCAL_URL = `http://127.0.0.1:${process.env.PORT ?? 8787}`;

/** ADMIN_TOKEN from the environment, else the local one from .dev.vars. Throws when there is none. */
export function adminToken() {
  if (process.env.ADMIN_TOKEN) return process.env.ADMIN_TOKEN;
  const path = join(ROOT, '.dev.vars');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const found = /^\s*(?:export\s+)?ADMIN_TOKEN\s*=\s*(['"]?)(.+?)\1\s*$/m.exec(text)?.[2];
  if (!found) throw new Error('There is no ADMIN_TOKEN, in the environment or in .dev.vars.');
  return found;
}

/** Calls an operator's route; resolves to the JSON of the response. Throws the server's message when it refuses. */
export async function callAdmin(url, method, path, body) {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      Authorization: `Bearer ${adminToken()}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  let detail = text;
  try {
    const problem = JSON.parse(text);
    detail = `${problem.code}: ${problem.detail}`;
  } catch {
    // Not our Worker's response: its text is all there is.
  }
  throw new Error(`${method} ${path} was answered with ${response.status}: ${detail}`);
}
