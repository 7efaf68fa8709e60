import { must } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type ClientMessage, clientMessages, type ServerMessage, serverMessages } from './messages.ts';

/** The heartbeat, answered by the platform without waking the Document. */
export const PING = 'ping';
/** The answer to `ping`. */
export const PONG = 'pong';

/** One message as it travels. */
export function encode(message: ClientMessage | ServerMessage): string {
  return JSON.stringify(message);
}

/** A client's message, or `protocol_error` with the first error in it. Deltas stay unchecked. */
export function decodeClientMessage(text: string): Result<ClientMessage, 'protocol_error'> {
  const decoded = decode<ClientMessage>(text, clientMessages);
  return decoded.ok && decoded.value === null
    ? fail('protocol_error', 'type: unknown message')
    : (decoded as Result<ClientMessage, 'protocol_error'>);
}

/**
 * A server's message without the fields that this side does not know, or null for an unknown message: the server may
 * be newer. Otherwise `protocol_error` with the first error in it.
 */
export function decodeServerMessage(text: string): Result<ServerMessage | null, 'protocol_error'> {
  return decode<ServerMessage>(text, serverMessages);
}

function decode<T>(text: string, schemas: Record<string, Schema<T>>): Result<T | null, 'protocol_error'> {
  let value: { type?: unknown } | null;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('protocol_error', 'not JSON');
  }
  const type = value?.type;
  if (typeof type !== 'string') return fail('protocol_error', 'type: missing');
  if (!Object.hasOwn(schemas, type)) return ok(null);
  const parsed = must(schemas[type]).safeParse(value);
  if (parsed.success) return ok(parsed.data);
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
