import { must } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type ClientMessage, clientMessages, type ServerMessage, serverMessages } from './messages.ts';
import { decodeShortFrame, decodeShortOp, encodeShortOp, type NumberedClients } from './short-form.ts';

/** The heartbeat, answered by the platform without waking the Document. */
export const PING = 'ping';
/** The answer to `ping`. */
export const PONG = 'pong';

/** The messages that no edit waits for: one that is not understood is skipped, as an unknown message is. */
const SKIPPABLE: readonly string[] = ['review'];

/** One message as it travels: an operation in its short form if `short`. */
export function encode(message: ClientMessage | ServerMessage, short = false): string {
  return short && message.type === 'op' ? encodeShortOp(message) : JSON.stringify(message);
}

/**
 * A client's message, or `protocol_error` with the first error in it. Deltas stay unchecked. An operation may have the
 * short form if its socket offered that (`short`).
 */
export function decodeClientMessage(text: string, short = false): Result<ClientMessage, 'protocol_error'> {
  const decoded = decode<ClientMessage>(text, clientMessages, short ? decodeShortOp : undefined);
  return decoded.ok && decoded.value === null
    ? fail('protocol_error', 'type: unknown message')
    : (decoded as Result<ClientMessage, 'protocol_error'>);
}

/**
 * A server's message without the fields that this side does not know, or null for an unknown message, since the server
 * may be newer, and for a `review` that is not understood. Otherwise `protocol_error` with the first error in it. A frame may have the short form if `clients` says
 * whom its numbers stand for.
 */
export function decodeServerMessage(
  text: string,
  clients?: NumberedClients,
): Result<ServerMessage | null, 'protocol_error'> {
  return decode<ServerMessage>(
    text,
    serverMessages,
    clients && ((value) => decodeShortFrame(value, clients)),
  );
}

function decode<T>(
  text: string,
  schemas: Record<string, Schema<T>>,
  shortForm?: (value: readonly unknown[]) => T | null,
): Result<T | null, 'protocol_error'> {
  let value: { type?: unknown } | null;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('protocol_error', 'not JSON');
  }
  if (shortForm !== undefined && Array.isArray(value)) {
    const message = shortForm(value);
    return message === null ? fail('protocol_error', 'not in the short form') : ok(message);
  }
  const type = value?.type;
  if (typeof type !== 'string') return fail('protocol_error', 'type: missing');
  if (!Object.hasOwn(schemas, type)) return ok(null);
  const parsed = must(schemas[type]).safeParse(value);
  if (parsed.success) return ok(parsed.data);
  if (SKIPPABLE.includes(type)) return ok(null);
  const issue = parsed.error.issues[0];
  return fail(
    'protocol_error',
    issue ? `${issue.path.join('.') || 'message'}: ${issue.message}` : 'invalid message',
  );
}

interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
}
