import { fail, ok, type Result } from '../../../src/base/result.ts';
import type { User } from '../../../src/protocol/messages.ts';
import { type Core, checkpoint } from '../lifecycle/core.ts';
import type { Creation } from '../lifecycle/creation.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import { editByProgram } from '../lifecycle/program-edit.ts';
import type { ContentRpc, EditError, EditRequest, PresentUser } from '../rpc.ts';
import { pruned } from './pruned.ts';

/** What a Document answers to its readers and writers. */
export class ContentAnswers implements ContentRpc {
  readonly #lifecycle: Lifecycle;

  constructor(lifecycle: Lifecycle) {
    this.#lifecycle = lifecycle;
  }

  async create(creation: Creation): Promise<Result<{ version: number }, EditError>> {
    const created = this.#lifecycle.create(creation);
    return created.ok ? ok({ version: created.value.log.version }) : created;
  }

  head(): ReturnType<ContentRpc['head']> {
    return this.#lifecycle.ask((core) => {
      const { version } = core.log;
      return ok({ version, updatedAt: timeOf(core, version), length: core.sequencer.length });
    });
  }

  read(version: number | null): ReturnType<ContentRpc['read']> {
    return this.#lifecycle.ask((core) => {
      const at = version ?? core.log.version;
      if (at > core.log.version || at < 0) return fail('unknown_version', `there is no version ${at}`);
      const ops = core.text.jsonAt(at);
      return ops === null ? pruned(core) : ok({ version: at, ops, at: timeOf(core, at) });
    });
  }

  edit(request: EditRequest): ReturnType<ContentRpc['edit']> {
    return this.#lifecycle.ask((core) =>
      core.meta.get('deleted', false)
        ? fail('not_found', 'there is no such document')
        : editByProgram(core, request),
    );
  }

  log(from: number, limit: number): ReturnType<ContentRpc['log']> {
    return this.#lifecycle.ask((core) =>
      from < core.log.from
        ? pruned(core)
        : ok({ entries: core.log.list(from, limit), head: core.log.version }),
    );
  }

  async presence(): Promise<PresentUser[]> {
    const core = await this.#lifecycle.ready();
    if (core === null) return [];
    const { version } = core.sequencer;
    const { roster } = core.audience.presence.list('');
    return roster.map((entry) => ({ ...entry, version }));
  }

  async renamed({ title, at }: { title: string; at: number }): Promise<void> {
    (await this.#lifecycle.ready())?.audience.renamed(title, at);
  }

  async restored(change: { version: number; user: User }): Promise<void> {
    const core = await this.#lifecycle.ready();
    core?.audience.sendOffered('news.v1', { type: 'restored', ...change });
  }

  async snapshot(version: number): Promise<ReadableStream<Uint8Array> | null> {
    return (await this.#lifecycle.ready())?.checkpoints.snapshot(version) ?? null;
  }

  makeCheckpoint(): ReturnType<ContentRpc['makeCheckpoint']> {
    return this.#lifecycle.ask((core) => {
      checkpoint(core);
      return ok({ version: core.checkpoints.latest.version });
    });
  }
}

function timeOf({ log, meta }: Core, version: number): string {
  return new Date(log.timeOf(version) ?? meta.get('createdAt', 0)).toISOString();
}
