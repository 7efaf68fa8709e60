/** The integrators' origins, ALLOWED_ORIGINS: separated by commas or spaces. */
export function listedOrigins(env: Pick<Env, 'ALLOWED_ORIGINS'>): string[] {
  return env.ALLOWED_ORIGINS.split(/[\s,]+/).filter((origin) => origin !== '');
}
