import type { Result } from '../../../src/base/result.ts';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { bookmarkAt, rewindTo } from '../archive/bookmarks.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import type { OperatorRpc } from '../rpc.ts';

/** What a Document does for an operator. */
export class OperatorAnswers implements OperatorRpc {
  readonly #lifecycle: Lifecycle;
  readonly #ctx: DurableObjectState;

  constructor(lifecycle: Lifecycle, ctx: DurableObjectState) {
    this.#lifecycle = lifecycle;
    this.#ctx = ctx;
  }

  recover(request: { docId: string; version: number | null }): ReturnType<OperatorRpc['recover']> {
    return this.#lifecycle.recover(request.docId, request.version);
  }

  bookmark(at: number): Promise<Result<{ bookmark: string }, 'unsupported'>> {
    return bookmarkAt(this.#ctx.storage, at);
  }

  async rewind(bookmark: string): Promise<Result<{ undo: string }, 'unsupported'>> {
    const rewound = await rewindTo(this.#ctx, bookmark);
    if (rewound.ok) this.#lifecycle.core?.audience.closeAll(CLOSE.restart, 'the document is being restored');
    return rewound;
  }

  erase(): Promise<void> {
    return this.#lifecycle.erase();
  }
}
