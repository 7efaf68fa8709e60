/** One refusal: the status or statuses that it comes with, and what it means to a client. */
interface ProblemCodeEntry {
  status: number | readonly number[];
  means: string;
}

/**
 * Every `code` of an `application/problem+json` (RFC 9457), which programs may test. A code that is not here, or with
 * another status, does not compile (`Problem`); the table in docs/rest-api.md is made of it. Only its types are used at
 * run time, so it costs no bundle a byte.
 */
export const PROBLEM_CODES = {
  malformed_json: { status: 400, means: 'The body is not JSON.' },
  unauthenticated: { status: 401, means: 'There is no valid credential.' },
  token_expired: { status: 401, means: 'The access token has expired: refresh it.' },
  invalid_token: { status: 401, means: 'The refresh token is unknown, ended or expired: sign in again.' },
  no_refresh_token: { status: 401, means: 'The request carries no refresh token.' },
  token_reused: { status: 401, means: 'The refresh token was used before; its session is ended.' },
  invalid_credentials: { status: 401, means: 'The address or the password is wrong.' },
  invalid_code: { status: 401, means: 'The code of the second factor is wrong, or was used.' },
  invalid_passkey: {
    status: [401, 422],
    means: 'The passkey does not prove who this is (401), or cannot be registered (422).',
  },
  second_factor_required: { status: 401, means: 'The sign-in goes on with `ticket`, by one of `methods`.' },
  ticket_invalid: { status: 401, means: 'The sign-in has run out: start again.' },
  forbidden: { status: 403, means: 'Your role does not allow this.' },
  insufficient_scope: { status: 403, means: 'The API token lacks the scope.' },
  person_needed: { status: 403, means: 'A guest or an API token may not do this.' },
  reauthentication_required: {
    status: 403,
    means: 'Prove again who you are: the sign-in is too old for this.',
  },
  address_unverified: { status: 403, means: 'Verify your email address first.' },
  cross_site: { status: 403, means: 'The request comes from another site.' },
  invalid_signature: { status: 403, means: 'The signed URL is wrong or has expired.' },
  wrong_password: { status: 403, means: 'The current password is wrong.' },
  not_found: { status: 404, means: 'It does not exist, or you may not know of it.' },
  not_uploaded_yet: {
    status: 404,
    means: 'The file is named in the document, or may be, and its bytes are not there yet.',
  },
  unknown_user: { status: 404, means: 'There is no such user.' },
  unknown_version: {
    status: [404, 422],
    means: 'The document has no such version: as what is read (404), or in what is sent (422).',
  },
  method_not_allowed: { status: 405, means: 'The path does not support the method; see `Allow`.' },
  not_acceptable: {
    status: 406,
    means: 'The content is not available in the media types that `Accept` allows.',
  },
  body_too_slow: { status: 408, means: 'The body comes too slowly, or not at all.' },
  already_decided: {
    status: 409,
    means: 'The suggestion was decided otherwise, withdrawn, or nothing is left of it.',
  },
  already_done: { status: 409, means: 'The request was carried out; its response is no longer kept.' },
  already_owner: { status: 409, means: 'The user owns the document.' },
  archive: { status: 409, means: 'The archive does not allow the recovery; see `detail`.' },
  conflict: { status: 409, means: 'The operation was sent before with other content.' },
  corrupt: { status: 409, means: 'The backup is damaged.' },
  email_taken: { status: 409, means: 'The address has an account.' },
  fork_recovered: {
    status: 409,
    means: 'The fork was recovered to an older version: fork its origin again.',
  },
  guest: { status: 409, means: 'The user is a guest, who cannot have this.' },
  last_credential: { status: 409, means: 'It is the last way to sign in.' },
  link_full: { status: 409, means: 'The link has as many people as it lets in.' },
  no_origin: { status: 409, means: 'The document is no fork of one that you see.' },
  no_queue: { status: 409, means: 'The queue of the dead letter is gone.' },
  no_second_factor: { status: 409, means: 'The account has no second factor.' },
  not_a_member: {
    status: [409, 422],
    means: 'The user has no role in the document: who shall own it (409), or whom a comment mentions (422).',
  },
  not_archived: { status: 409, means: 'The version is not archived.' },
  not_empty: { status: 409, means: 'The database to restore into is not empty.' },
  origin_recovered: {
    status: 409,
    means: 'The origin was recovered to an older version: fork it again.',
  },
  owner_stays: { status: 409, means: 'A document keeps its owner until another accepts it.' },
  passkey_exists: { status: 409, means: 'The passkey is registered already.' },
  request_in_progress: { status: 409, means: 'The first request with this Idempotency-Key is not over.' },
  schema: { status: 409, means: 'The backup is of another schema.' },
  too_many_comments: { status: 409, means: 'The thread has as many comments as it may.' },
  too_many_documents: { status: 409, means: 'You own as many documents as you may.' },
  too_many_invitations: { status: 409, means: 'As many invitations wait as may.' },
  too_many_passkeys: { status: 409, means: 'The account has as many passkeys as it may.' },
  too_many_tokens: { status: 409, means: 'The account has as many API tokens as it may.' },
  suggestion_changed: { status: 409, means: 'The suggestion has changed since `review`, or is decided.' },
  suggestion_of_fork: {
    status: 409,
    means: 'A fork is merged by the suggestion: merge again to replace it.',
  },
  too_many_suggestions: { status: 409, means: 'The document has as many open suggestions as it may.' },
  too_many_threads: { status: 409, means: 'The document has as many threads as it may.' },
  totp_exists: { status: 409, means: 'The account has an authenticator app.' },
  totp_not_begun: { status: 409, means: 'No authenticator app waits to be confirmed.' },
  unsupported: {
    status: 409,
    means: 'The platform here cannot do it: time travel works in deployments alone.',
  },
  already_verified: { status: 410, means: 'The address is verified.' },
  deleted: { status: 410, means: 'The document is in the trash.' },
  token_invalid: { status: 410, means: 'The link of the mail was used, replaced, or has expired.' },
  version_expired: {
    status: 410,
    means: 'The version is older than what is kept; `firstVersion` is the first.',
  },
  precondition_failed: { status: 412, means: 'It has changed: `If-Match` names another state.' },
  document_full: { status: 413, means: 'The document is as large as it may be.' },
  storage_full: {
    status: 413,
    means: 'The uploads that count for the user, or for the owner of the document, take as much as they may.',
  },
  too_large: { status: 413, means: 'The body or the edit is too large.' },
  unsupported_media_type: { status: 415, means: 'The body is of a media type that is not understood.' },
  cannot_be_turned_off: { status: 422, means: 'The notification is always sent.' },
  empty_range: { status: 422, means: 'The range holds no text.' },
  find_ambiguous: {
    status: 422,
    means: 'What an edit looks for stands in the text more than once; see `errors`.',
  },
  find_missing: { status: 422, means: 'What an edit looks for does not stand in the text; see `errors`.' },
  foreign_client: { status: 422, means: 'The client id does not begin as those of its user do.' },
  idempotency_key_reused: { status: 422, means: 'The Idempotency-Key was used for another request.' },
  invalid_content: { status: 422, means: 'The content is not a document.' },
  invalid_cursor: { status: 422, means: 'The cursor is not one of this list.' },
  invalid_delta: { status: 422, means: 'The delta is not valid, or does not fit the document.' },
  invalid_idempotency_key: { status: 422, means: 'The Idempotency-Key is malformed.' },
  invalid_request: { status: 422, means: 'The request does not match its schema; see `errors`.' },
  range_too_far: { status: 422, means: 'The range ends beyond the text at its version.' },
  range_too_large: { status: 422, means: 'The range holds more versions than may be undone at once.' },
  unknown_hunk: { status: 422, means: 'The suggestion has no such hunk at that version.' },
  unknown_step: { status: 422, means: 'The restore has no such step.' },
  unreadable_file: { status: 422, means: 'The file is not what its type says, or it is damaged.' },
  weak_password: { status: 422, means: 'The password is too easy to guess.' },
  upgrade_required: { status: 426, means: 'The path is for WebSockets.' },
  too_many_imports: {
    status: 429,
    means: 'As many imports of the user are under way as may be; see `Retry-After`.',
  },
  rate_limited: { status: 429, means: 'Too many requests; see `Retry-After`.' },
  internal: { status: 500, means: 'Our fault; the log has it under `X-Request-Id`.' },
  archive_unavailable: { status: 503, means: 'The archive cannot be reached right now.' },
  database_unavailable: { status: 503, means: 'The database cannot be reached right now.' },
  document_busy: { status: 503, means: 'The document is edited faster than this can be applied.' },
  document_unavailable: { status: 503, means: "The document's object cannot be reached right now." },
  export_busy: {
    status: 503,
    means: 'Other Word or OpenDocument files are being written; see `Retry-After`.',
  },
  import_busy: { status: 503, means: 'Another file is being read; see `Retry-After`.' },
  fork_busy: { status: 503, means: 'Another merge or update of the fork is under way.' },
  history_unavailable: { status: 503, means: 'The history cannot be read right now.' },
  mail_unavailable: { status: 503, means: 'No mail can be sent from here.' },
  provider_failed: { status: 503, means: 'The sign-in provider answers what is not understood.' },
  provider_unavailable: { status: 503, means: 'The sign-in provider cannot be reached right now.' },
  sockets_unconfirmed: {
    status: 503,
    means: 'The sessions have ended, but not every document has confirmed that it closed their sockets.',
  },
} as const satisfies Record<string, ProblemCodeEntry>;

/** A code that a refusal can have. */
export type ProblemCode = keyof typeof PROBLEM_CODES;

/** The statuses that a code comes with. */
export type StatusOf<C extends ProblemCode> = (typeof PROBLEM_CODES)[C]['status'] extends infer S
  ? S extends readonly number[]
    ? S[number]
    : S
  : never;
