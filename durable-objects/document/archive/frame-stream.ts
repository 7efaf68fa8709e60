import { must } from '../../../src/base/assert.ts';
import type { OpLog } from '../storage/op-log.ts';

const PAGE_BYTES = 256 * 1024;

/**
 * The log after `from`, up to and including version `to`, as lines of JSON, each an ArchivedFrame. Each pull reads one
 * page with a query of its own, because a cursor does not survive an await. Pruning during the read breaks the stream.
 */
export function frameStream(log: OpLog, from: number, to: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let at = from;
  const end = (controller: ReadableByteStreamController): void => {
    controller.close();
    controller.byobRequest?.respond(0);
  };
  return new ReadableStream({
    type: 'bytes',
    start(controller: ReadableByteStreamController): void {
      if (at >= to) end(controller);
    },
    pull(controller: ReadableByteStreamController): void {
      const page = log.lines(at, to, PAGE_BYTES);
      const last = must(page, 'the log no longer reaches back so far');
      controller.enqueue(encoder.encode(last.text));
      at = last.to;
      if (at >= to) end(controller);
    },
  });
}
