/**
 * The version of the wire. A test pins it to a hash of the schemas: if you change a message, the test asks what that
 * means for clients that do not know the change. Additions go only to clients that offered them (offers.ts), since the
 * first clients stop at an unknown field. Any other change raises the version.
 * 1 — collab.v1 as docs/protocol.md describes it.
 * Since then: `generation` in `joined` and `join`, of a document that was recovered to an earlier version. `guest` in a
 * user who was admitted by a link without an account. Clients skip messages and fields that they do not know. The short
 * form (short-form.ts), which a client gets only if it offered it and sends only once the server has given it a number.
 * The review of a document: `review` in `joined`, and the message of that name in place of `threads`, which was never
 * sent, with threads, suggestions and decisions on them.
 */
export const PROTOCOL_VERSION = 1;

/** The WebSocket subprotocol that the server selects. */
export const SUBPROTOCOL = 'collab.v1';
