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
  /** Attempts at one account from one address, and from all. */
  loginFromAddress: { count: 10, window: 15 * MINUTE },
  login: { count: 100, window: 15 * MINUTE },
  /** Registrations of one e-mail address, and from one network address. */
  registration: { count: 10, window: HOUR },
  registrationFromAddress: { count: 300, window: HOUR },
  /** What a refused caller is told to wait where the binding does not say. */
  retryAfterSeconds: 60,
} as const;
