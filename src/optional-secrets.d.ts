/** Secrets that an installation may do without; those that it may not stand in wrangler.toml. */
interface Env {
  /** The bearer token of the HTTP mail provider (MAIL_HTTP_URL). */
  MAIL_HTTP_TOKEN?: string;
  /** The client secrets of OpenID providers, JSON: `{"<provider id>": "<secret>"}`. */
  OIDC_CLIENT_SECRETS?: string;
}
