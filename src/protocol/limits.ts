/** Sizes and rates that both sides of the protocol use (docs/protocol.md). Bytes are of UTF-8 JSON. */
export const LIMITS = {
  /** JSON of one operation. */
  opBytes: 512 * 1024,
  /** JSON of one suggestion. */
  suggestionBytes: 200 * 1024,
  /** Members of one operation. */
  opMembers: 10_000,
  /** JSON of a whole document. */
  documentBytes: 5 * 1024 * 1024,
  /** A WebSocket message from a client, in characters. */
  messageLength: 1024 * 1024,
  /** A snapshot inside `joined`; a larger one goes by URL. */
  inlineSnapshotBytes: 256 * 1024,
  /** A message of a catch-up, where it can be cut. */
  catchUpBytes: 256 * 1024,
  /** How much a socket may leave unconfirmed before it is closed as too slow. */
  unconfirmedBytes: 8 * 1024 * 1024,
  unconfirmedVersions: 5_000,
  /** Named entries of a roster; the rest are counted. */
  rosterSize: 100,
} as const;
