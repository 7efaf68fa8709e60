/**
 * The version of the wire. A test pins it to a hash of the schemas: change a message and the test asks for a bump here,
 * with a line of history.
 *
 * 1 — collab.v1 as docs/protocol.md describes it.
 * 2 — `generation` in `joined` and `join`, of a document that was recovered: nothing changes for any other.
 */
export const PROTOCOL_VERSION = 2;

/** The WebSocket subprotocol that the server selects. */
export const SUBPROTOCOL = 'collab.v1';
