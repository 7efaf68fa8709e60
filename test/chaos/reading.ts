import type { Thread } from '../../src/protocol/review.ts';
import type { Account, Api } from './api.ts';

/** An operation of a log. */
export interface LoggedOp {
  client: string;
  seq: number;
  version: number;
}

/** Every operation of a document after version `from`. */
export async function opsOf(api: Api, reader: Account, docId: string, from = 0): Promise<LoggedOp[]> {
  const log: LoggedOp[] = [];
  for (let next: number | null = from; next !== null; ) {
    const path: string = `/v1/docs/${docId}/ops?from=${next}&limit=1000`;
    const page: { items: LoggedOp[]; nextFrom: number | null } = await api.must('GET', path, reader.token);
    log.push(...page.items);
    next = page.nextFrom;
  }
  return log;
}

/** Every item of a list. */
export async function everyPage<T>(api: Api, reader: Account, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor = ''; ; ) {
    const page: { items: T[]; nextCursor: string | null } = await api.must(
      'GET',
      path + cursor,
      reader.token,
    );
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

/** Every comment of a document with its text. */
export async function commentsOf(
  api: Api,
  reader: Account,
  docId: string,
): Promise<Map<string, string | null>> {
  const threads = await everyPage<Thread>(api, reader, `/v1/docs/${docId}/threads?status=all&limit=100`);
  return new Map(threads.flatMap(({ comments }) => comments.map(({ id, body }) => [id, body] as const)));
}

/** What a verification finds wrong with the review of a document. */
export async function problemsOf(api: Api, docId: string, adminToken: string): Promise<string[]> {
  const { problems } = await api.must<{ problems: { kind: string; message: string }[] }>(
    'GET',
    `/v1/admin/docs/${docId}/verify`,
    adminToken,
  );
  return problems.flatMap(({ kind, message }) => (kind === 'review' ? [message] : []));
}
