import type { ArchivedFrame } from './segment.ts';

/**
 * The frames in a stream of lines, as a Document hands its log over (DocumentRpc.frames). Holds what the stream gives at
 * a time. A reader that stops early cancels the stream; one that breaks, or ends inside a line, throws.
 */
export async function* framesOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<ArchivedFrame, void, undefined> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let ended = false;
  try {
    while (!ended) {
      const { done, value } = await reader.read();
      ended = done;
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      let start = 0;
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
        if (end > start) yield JSON.parse(rest.slice(start, end)) as ArchivedFrame;
        start = end + 1;
      }
      rest = rest.slice(start);
    }
    if (rest !== '') throw new Error('The log of the Document ended inside a line');
  } finally {
    if (!ended) await reader.cancel().catch(() => {});
  }
}
