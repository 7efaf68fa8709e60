import { parseFrame } from './parse-segment.ts';
import type { ArchivedFrame } from './segment.ts';

/** A frame as received, and the bytes of its line. */
export interface FrameLine {
  frame: ArchivedFrame;
  bytes: number;
}

/** The frames in a stream of lines, as a Document sends its log: `frameLines` without the bytes. */
export async function* framesOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<ArchivedFrame, void, undefined> {
  for await (const { frame } of frameLines(stream)) yield frame;
}

/**
 * The lines of a log as a Document sends it (DocumentRpc.frames). Holds what the stream gives at a time. A reader
 * that stops early cancels the stream; a stream that breaks, ends inside a line, or contains something else throws.
 */
export async function* frameLines(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<FrameLine, void, undefined> {
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
        if (end > start) yield parseLine(rest.slice(start, end));
        start = end + 1;
      }
      rest = rest.slice(start);
    }
    if (rest !== '') throw new Error('The log of the Document ended inside a line');
  } finally {
    if (!ended) await reader.cancel().catch(() => {});
  }
}

function parseLine(json: string): FrameLine {
  const frame = parseFrame(json);
  if (frame === null) throw new Error('A line of the log of the Document is no frame');
  return { frame, bytes: Buffer.byteLength(json) };
}
