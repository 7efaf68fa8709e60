const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * What the REST API bounds. Rates per minute of ordinary use stand in wrangler.toml, where the bindings are that count
 * them (RATE_LIMIT_AUTH, RATE_LIMIT_USER, RATE_LIMIT_ADDRESS). Times are in ms.
 */
export const HTTP_LIMITS = {
  /** Body of a request that carries no document. */
  bodyBytes: 1024 * 1024,
  /** Body of a request that may carry a whole document (5 MiB) in JSON. */
  documentBodyBytes: 6 * 1024 * 1024,
  titleLength: 300,
  nameLength: 100,
  passwordLength: { min: 8, max: 128 },
  page: { default: 50, max: 100 },
  /** Operations in one page of the log. */
  logPage: { default: 100, max: 5000 },
  idempotency: { keyLength: 255, lifetime: DAY, abandonedAfter: MINUTE },
  /**
   * A refresh token's life; each rotation begins it anew, until the family's own end. What is delicate takes a proof of
   * who one is that is `recent`.
   */
  session: { idle: 7 * DAY, family: 30 * DAY, grace: 10 * SECOND, recent: 15 * MINUTE },
  /**
   * Attempts at the password of one account: from one network address, and from all together, which makes at most 100 an
   * hour (ASVS 2.2.1). Waits double; nobody is locked out.
   */
  loginFromAddress: { free: 5, first: SECOND, longest: 15 * MINUTE },
  login: { free: 20, first: SECOND, longest: MINUTE },
  /** Wrong passwords from one network address, whatever the accounts. */
  loginsFromAddress: { count: 200, window: 15 * MINUTE },
  /** For how long after a sign-in its network address is known: attempts from elsewhere do not hold it up. */
  knownAddress: 30 * DAY,
  /** Mails that prove an address or reset a password: to one address, and asked for from one network address. */
  accountMail: { count: 5, window: HOUR },
  accountMailFromAddress: { count: 100, window: HOUR },
  /** Links of mails tried from one network address. */
  linksFromAddress: { count: 100, window: 15 * MINUTE },
  apiTokensPerUser: 50,
  /** Documents that one API token can be limited to. */
  documentsPerApiToken: 50,
  /** Codes tried at one account's second factor, soon after each other and in the long run (NIST SP 800-63B 3.2.2). */
  secondFactor: { count: 10, window: 15 * MINUTE },
  secondFactorInTheLongRun: { count: 100, window: 30 * DAY },
  passkeysPerUser: 20,
  /** Exports of one account. */
  exports: { count: 5, window: HOUR },
  /** Attempts at the operator's routes from one address, right ones not counted. */
  adminFromAddress: { count: 10, window: 15 * MINUTE },
  /** Registrations of one e-mail address, and from one network address. */
  registration: { count: 10, window: HOUR },
  registrationFromAddress: { count: 300, window: HOUR },
  /** What a refused caller is told to wait where the binding does not say. */
  retryAfterSeconds: 60,
} as const;
