import type { Delta } from '../../../src/ot/op.ts';
import { plainText } from '../../../src/ot/plain-text.ts';
import {
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  type Person,
  person,
} from './api.ts';

/** A document of Ada's with a fork of Grace's, who has a role in the document. */
export interface Forked {
  ada: Person;
  grace: Person;
  origin: string;
  fork: string;
}

/** A document with this text, and a fork of it. */
export async function forked(text = 'abc', role = 'editor'): Promise<Forked> {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const origin = await createDocument(ada, [{ insert: `${text}\n` }], 'Plans');
  await giveRole(ada, origin, grace, role);
  const { id } = await forkOf(grace, origin);
  return { ada, grace, origin, fork: id };
}

/** Forks a document. */
export function forkOf(by: Person, docId: string, body: Json = {}): Promise<Json> {
  return expectJson(201, `/v1/docs/${docId}/fork`, { method: 'POST', token: by.token, body });
}

/** Merges a fork as an edit; returns the version of the origin. */
export async function merge(by: Person, fork: string, body: Json = {}): Promise<number | null> {
  const request = { method: 'POST', token: by.token, body: { as: 'edit', ...body } };
  return (await expectJson(200, `/v1/docs/${fork}/merge`, request)).version;
}

/** Updates a fork; returns its version. */
export async function update(by: Person, fork: string): Promise<number | null> {
  return (await expectJson(200, `/v1/docs/${fork}/update`, { method: 'POST', token: by.token })).version;
}

/** That a merge is refused. */
export function mergeRefused(status: number, code: string, by: Person, fork: string): Promise<Json> {
  const request = { method: 'POST', token: by.token, body: { as: 'edit' } };
  return expectProblem(status, code, `/v1/docs/${fork}/merge`, request);
}

/** Writes one operation on the newest version. */
export async function type(by: Person, docId: string, delta: Delta): Promise<number> {
  const { version } = await expectJson(200, `/v1/docs/${docId}/content`, { token: by.token });
  const request = { method: 'POST', token: by.token, body: { baseVersion: version, delta } };
  return (await expectJson(200, `/v1/docs/${docId}/ops`, request)).version;
}

/** The text of a document without its last newline. */
export async function textOf(by: Person, docId: string): Promise<string> {
  const { ops } = await expectJson(200, `/v1/docs/${docId}/content`, { token: by.token });
  return plainText(ops).slice(0, -1);
}

/** The metadata of a document. */
export function metadataOf(by: Person, docId: string): Promise<Json> {
  return expectJson(200, `/v1/docs/${docId}`, { token: by.token });
}
