/**
 * The version of the wire. A test pins it to a hash of the schemas: change a message and the test asks what that means
 * for clients that know nothing of it. What is new goes only to who offered to understand it (offers.ts), since the first
 * clients stop at a field that they do not know. Anything else raises the version.
 *
 * 1 — collab.v1 as docs/protocol.md describes it.
 *     Since then: `generation` in `joined` and `join`, of a document that was recovered to an earlier version.
 *     `guest` in a user, where a link let somebody in who has no account.
 *     Clients skip messages and fields that they do not know.
 */
export const PROTOCOL_VERSION = 1;

/** The WebSocket subprotocol that the server selects. */
export const SUBPROTOCOL = 'collab.v1';
