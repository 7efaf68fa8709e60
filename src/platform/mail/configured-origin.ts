/**
 * The origin of the app, as its operator configured it (APP_ORIGIN); null when it is not set, or is no web address.
 * Mails use only this one: the sender of a request controls its host.
 */
export function configuredOrigin(env: Pick<Env, 'APP_ORIGIN'>): string | null {
  const text = env.APP_ORIGIN as string;
  if (!URL.canParse(text)) return null;
  const { protocol, origin } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? origin : null;
}
