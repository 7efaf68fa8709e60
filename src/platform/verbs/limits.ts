const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The limits of the REST API; the quotas of users and documents are in src/protocol/quotas.ts. Times are in ms. */
export const HTTP_LIMITS = {
  /**
   * Requests a minute of ordinary use: under /v1/auth, of a user, of an address without a user, and of a whole site
   * (the /48 of an IPv6 address) without a user. The bindings that count them (RATE_LIMIT_AUTH and so on) have the
   * same values in wrangler.toml; a test compares the two.
   */
  rates: { window: MINUTE, auth: 100, user: 1_000, address: 500, site: 2_000 },
  /** The factor by which the bound of a site is higher than that of a network (src/platform/verbs/address-keys.ts). */
  siteFactor: 10,
  /** Bytes of the body of a request without a document. */
  bodyBytes: 1024 * 1024,
  /** Bytes of the body of a request that may carry a whole document (5 MiB) in JSON. */
  documentBodyBytes: 6 * 1024 * 1024,
  /**
   * An import: bytes of a file, of the form around it, and of a text in an archive; characters of the text that a file
   * of Markdown or HTML holds, without the data of its images; documents of an archive that are made at once, and that a
   * queue makes.
   */
  imports: {
    fileBytes: 20 * 1024 * 1024,
    formOverhead: 16 * 1024,
    entryBytes: 12 * 1024 * 1024,
    textLength: 6 * 1024 * 1024,
    documents: 50,
    queuedDocuments: 2_000,
  },
  /**
   * How long a queue may work on an import; after how long files that still wait are asked for again; how long what
   * became of it can be read.
   */
  queuedImports: { longest: DAY, stalled: 15 * MINUTE, kept: 7 * DAY },
  /** Nested arrays and objects in a body; a delta needs six. */
  bodyDepth: 32,
  titleLength: 300,
  nameLength: 100,
  passwordLength: { min: 8, max: 128 },
  page: { default: 50, max: 100 },
  /** Operations in one page of the log. */
  logPage: { default: 100, max: 5000 },
  idempotency: { keyLength: 255, lifetime: DAY, abandonedAfter: MINUTE },
  /**
   * A refresh token's lifetime, which each rotation restarts until the family's own end. Sensitive changes require a
   * proof of identity that is `recent`.
   */
  session: { idle: 7 * DAY, family: 30 * DAY, grace: 10 * SECOND, recent: 15 * MINUTE },
  /**
   * Attempts at the password of one account: from one network address, and from all together, which allows at most 100
   * an hour (ASVS 2.2.1). Waits double; no user is locked out.
   */
  loginFromAddress: { free: 5, first: SECOND, longest: 15 * MINUTE },
  login: { free: 20, first: SECOND, longest: MINUTE },
  /** Wrong passwords from one network address, for any accounts. */
  loginsFromAddress: { count: 200, window: 15 * MINUTE },
  /** How long a network address counts as known after a sign-in: attempts from elsewhere do not delay it. */
  knownAddress: 30 * DAY,
  /** Mails that verify an address or reset a password: to one address, and requested from one network address. */
  accountMail: { count: 5, window: HOUR },
  accountMailFromAddress: { count: 100, window: HOUR },
  /** Links of mails tried from one network address. */
  linksFromAddress: { count: 100, window: 15 * MINUTE },
  /** Documents that one API token can be limited to. */
  documentsPerApiToken: 50,
  /** Codes tried at one account's second factor (NIST SP 800-63B 3.2.2). */
  secondFactor: { free: 10, first: MINUTE, longest: HOUR },
  /** Exports of one account. */
  exports: { count: 5, window: HOUR },
  /** Attempts at the operator's routes from one address, right ones not counted. */
  adminFromAddress: { count: 10, window: 15 * MINUTE },
  /** Registrations of one e-mail address, and from one network address. */
  registration: { count: 10, window: HOUR },
  registrationFromAddress: { count: 300, window: HOUR },
  /** Invitations: how long one is open, how many a user can send. */
  invitation: { lifetime: 30 * DAY },
  /** How long the offer of a document is valid. */
  ownerOfferLifetime: 30 * DAY,
  invitationsOfUser: { count: 100, window: DAY },
  /** Invitations by mail from one network address: each carries its sender's own words to people without an account. */
  invitationsFromAddress: { count: 300, window: DAY },
  /** Changes of a role that one user gives: to all people, and to one person in one document. */
  sharesOfUser: { count: 1_000, window: DAY },
  /** Offers of ownership by one user. */
  ownerOffersOfUser: { count: 100, window: DAY },
  sharesWithPerson: { count: 50, window: DAY },
  /** Mails that notify a person of a new role: about one document, and from one user. */
  shareMail: { count: 1, window: DAY },
  shareMailByUser: { count: 20, window: DAY },
  /** Mails of invitations to one address: about one document, and about all. */
  invitationMail: { count: 3, window: DAY },
  invitationMailToAddress: { count: 20, window: DAY },
  /** Of an invitation or a request. */
  messageLength: 1000,
  /** The body of a comment, and the members that it may mention. */
  commentLength: 10_000,
  mentionsPerComment: 50,
  /** Guests of one link at once, and guests from one network address. */
  guestsPerLink: 1000,
  guestsFromAddress: { count: 100, window: HOUR },
  /** Requests for access: by one user, by one user to one document, and pending in one document. */
  accessRequestsOfUser: { count: 30, window: DAY },
  accessRequestToDocument: { count: 3, window: DAY },
  accessRequestsPerDocument: 100,
} as const;
