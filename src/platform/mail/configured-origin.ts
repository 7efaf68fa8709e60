/**
 * The origin that people reach the app at, as its operator says (APP_ORIGIN); null when it is not set, or is no address of
 * the web. What leaves the app (mails) takes this one alone: the host of a request is written by who sends it.
 */
export function configuredOrigin(env: Pick<Env, 'APP_ORIGIN'>): string | null {
  const text = env.APP_ORIGIN as string;
  if (!URL.canParse(text)) return null;
  const { protocol, origin } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? origin : null;
}
