/** The party that passkeys are created for, and where they may be used (WebAuthn 2, "relying party"). */
export interface RelyingParty {
  id: string;
  name: string;
  /** The only origin whose pages may use them. */
  origin: string;
}

/** This installation as a relying party: the host of the app's origin, and no domain above it. */
export function relyingParty(origin: string): RelyingParty {
  return { id: new URL(origin).hostname, name: 'Octavo', origin };
}
