import type { Delta } from '../../src/ot/op.ts';
import type { Door } from './light-writer.ts';
import type { ServerProcess } from './server-process.ts';

/** The object under load: the real Document, or one of the two objects that it is compared with. */
export type Kind = Door['kind'];

/** One document of one kind on a server: its address, and its operations. */
export class Target {
  readonly kind: Kind;
  readonly name: string;
  readonly server: ServerProcess;

  constructor(server: ServerProcess, kind: Kind, name: string) {
    this.server = server;
    this.kind = kind;
    this.name = name;
  }

  /** Creates the document with `content`; the other kinds need no creation. */
  async create(content: Delta | null): Promise<void> {
    if (this.kind !== 'document') return;
    const answer = await this.#ask<{ ok: boolean }>('create', JSON.stringify(content));
    if (!answer.ok) throw new Error(`the document was not created: ${JSON.stringify(answer)}`);
  }

  /** Another document with the text of this one. */
  async copy(name: string): Promise<Target> {
    const { value } = await this.#ask<{ value: { ops: string } }>('read');
    const copy = new Target(this.server, this.kind, name);
    await copy.create(JSON.parse(value.ops) as Delta);
    return copy;
  }

  /** Appends `ops`, of `length` units each, before the last newline, as edits of the API: `atATime` per edit. */
  async append(ops: Delta, length: number, atATime: number): Promise<void> {
    for (let done = 0; done < ops.length; done += atATime) {
      const insert = ops.slice(done, done + atATime);
      const delta = done === 0 ? insert : [{ retain: done * length }, ...insert];
      const body = JSON.stringify({ baseVersion: await this.version(), delta });
      const answer = await this.#ask<{ ok: boolean }>('edit', body);
      if (!answer.ok) throw new Error(`the edit was not taken: ${JSON.stringify(answer)}`);
    }
  }

  /** Begins threads and suggestions all over the first `length` units. */
  async review(reviewed: { threads: number; suggestions: number; length: number }): Promise<void> {
    if (!(await this.#ask<boolean>('review', JSON.stringify(reviewed))))
      throw new Error('no review was made');
  }

  /** The path of a socket of `user`. */
  socketPath(user: string): string {
    return `/${this.kind}/${this.name}/socket?user=${user}`;
  }

  /** Where client number `index` connects. */
  door(index: number): Door {
    const user = `bench${String(index).padStart(3, '0')}00000000000000`;
    return { kind: this.kind, port: this.server.port, path: this.socketPath(user), user, protocols: [] };
  }

  /** The rows written so far. */
  rowsWritten(): Promise<number> {
    return this.#ask<number>('rows');
  }

  /** The newest version. */
  async version(): Promise<number> {
    if (this.kind !== 'document') return this.#ask<number>('count');
    return (await this.#ask<{ value: { version: number } }>('head')).value.version;
  }

  /** The text on the server. */
  async text(): Promise<string> {
    const { value } = await this.#ask<{ value: { ops: string } }>('read');
    return (JSON.parse(value.ops) as { insert: string }[]).map(({ insert }) => insert).join('');
  }

  /** The whole log after `from`, checked for gaps. */
  async log(from: number): Promise<{ client: string; seq: number }[]> {
    const found: { client: string; seq: number }[] = [];
    for (let version = from; ; ) {
      const { value } = await this.#ask<{
        value: { entries: { version: number; client: string; seq: number }[]; head: number };
      }>(`log?from=${version}&limit=5000`);
      for (const entry of value.entries) {
        if (entry.version !== version + 1) throw new Error(`the log has a gap after version ${version}`);
        version = entry.version;
        found.push(entry);
      }
      if (version === value.head) return found;
      if (value.entries.length === 0) throw new Error(`the log ends at ${version}, before ${value.head}`);
    }
  }

  async #ask<T>(what: string, body?: string): Promise<T> {
    const url = `http://${this.server.address}/${this.kind}/${this.name}/${what}`;
    const response = await fetch(url, body === undefined ? {} : { method: 'POST', body });
    if (!response.ok) throw new Error(`${url}: ${response.status} ${(await response.text()).slice(0, 300)}`);
    return (await response.json()) as T;
  }
}
