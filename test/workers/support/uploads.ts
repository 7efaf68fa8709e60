import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import { uploadAddress } from '../../../src/ot/addresses.ts';
import { uploadKey } from '../../../src/platform/archive/keys.ts';
import { png } from '../../support/images.ts';
import { type Call, expectJson, type Json } from './api.ts';

/** The SHA-256 of bytes in hex. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** An image that no other test has. */
export function newImage(size = 64): Uint8Array {
  return png(3, 2, [...crypto.getRandomValues(new Uint8Array(Math.min(size, 60_000)))]);
}

/** The request that uploads a PNG. */
export function uploading(by: { token: string }, bytes: Uint8Array): Call {
  return { method: 'POST', token: by.token, body: bytes, headers: { 'Content-Type': 'image/png' } };
}

/** Uploads an image to a document; returns its hash. */
export async function upload(by: { token: string }, docId: string, bytes = newImage()): Promise<string> {
  const { url } = await expectJson(201, `/v1/docs/${docId}/uploads`, uploading(by, bytes));
  return String(url).slice(-64);
}

/** A text that shows these uploads of a document. */
export function showing(docId: string, ...hashes: string[]): { insert: string | { image: string } }[] {
  return [...hashes.map((hash) => ({ insert: { image: uploadAddress({ docId, hash }) } })), { insert: '\n' }];
}

/** Whether the bytes of an upload are in R2. */
export async function isStored(docId: string, hash: string): Promise<boolean> {
  return (await env.ARCHIVE.head(uploadKey(docId, hash))) !== null;
}

/** The rows of a document's uploads in D1, by their hashes. */
export async function rowsOf(docId: string): Promise<Record<string, Json>> {
  const rows = await env.DB.prepare('SELECT * FROM uploads WHERE doc_id = ?').bind(docId).all<Json>();
  return Object.fromEntries(rows.results.map((row) => [row.hash, row]));
}
