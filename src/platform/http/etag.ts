import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { Problem } from '../problem/problem.ts';
import type { AppEnv } from './env.ts';

/** The ETag of a document's content at a version. */
export function versionTag(version: number): string {
  return `"v${version}"`;
}

/** An ETag that changes whenever anything in `value` does. */
export function contentTag(value: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)}"`;
}

/** The ETag of these exact bytes. */
export function bytesTag(bytes: Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
}

/** Whether the caller's `If-None-Match` names `tag`, so that 304 is the answer (weak comparison, RFC 9110 13.1.2). */
export function alreadyHas(c: Context<AppEnv>, tag: string): boolean {
  const header = c.req.header('If-None-Match');
  return header !== undefined && names(header, tag, true);
}

/** Throws 412 when the caller's `If-Match` names something else than `tag` (strong comparison, RFC 9110 13.1.1). */
export function requireMatch(c: Context<AppEnv>, tag: string): void {
  const header = c.req.header('If-Match');
  if (header !== undefined && !names(header, tag, false)) throw preconditionFailed(tag);
}

/**
 * Whether a write depends on what its caller has read (`If-Match` with a tag), so that it may be done only on that
 * exact state.
 */
export function hasPrecondition(c: Context<AppEnv>): boolean {
  const header = c.req.header('If-Match');
  return header !== undefined && header.trim() !== '*';
}

/** 412: what the caller has read is outdated; `tag` is the current state. */
export function preconditionFailed(tag: string): Problem {
  return new Problem(412, 'precondition_failed', 'The resource has changed since you read it.', {
    headers: { ETag: tag },
  });
}

function names(header: string, tag: string, weak: boolean): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((part) => {
    const candidate = part.trim();
    return candidate === tag || (weak && candidate === `W/${tag}`);
  });
}
