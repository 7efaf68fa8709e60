import { fail } from '../../../src/base/result.ts';
import { bringChanges } from '../lifecycle/bring-changes.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import type { BroughtChanges, ForkRpc } from '../rpc.ts';

/** What a Document takes from its forks, and from its origin. */
export class ForkAnswers implements ForkRpc {
  readonly #lifecycle: Lifecycle;

  constructor(lifecycle: Lifecycle) {
    this.#lifecycle = lifecycle;
  }

  bring(brought: BroughtChanges): ReturnType<ForkRpc['bring']> {
    return this.#lifecycle.ask((core) =>
      core.meta.get('deleted', false)
        ? fail('not_found', 'there is no such document')
        : bringChanges(core, brought),
    );
  }
}
