import type { CDPSession, Page } from 'playwright-core';

/** A credential in Chromium's virtual authenticator. */
export interface VirtualCredential {
  credentialId: string;
  isResidentCredential: boolean;
  rpId?: string;
  privateKey: string;
  userHandle?: string;
  signCount: number;
}

/** A security key or a device with a screen lock, in software, plugged into one page (WebAuthn, chapter 11). */
export class VirtualAuthenticator {
  private readonly protocol: CDPSession;
  private readonly id: string;

  private constructor(protocol: CDPSession, id: string) {
    this.protocol = protocol;
    this.id = id;
  }

  /** Plugs in an authenticator that consents at once. `verifies`: it can verify its user. */
  static async plugInto(page: Page, { verifies = true } = {}): Promise<VirtualAuthenticator> {
    const protocol = await page.context().newCDPSession(page);
    await protocol.send('WebAuthn.enable');
    const { authenticatorId } = await protocol.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: verifies ? 'internal' : 'usb',
        hasResidentKey: verifies,
        hasUserVerification: verifies,
        isUserVerified: verifies,
        automaticPresenceSimulation: true,
      },
    });
    return new VirtualAuthenticator(protocol, authenticatorId);
  }

  async credentials(): Promise<VirtualCredential[]> {
    return (await this.protocol.send('WebAuthn.getCredentials', { authenticatorId: this.id })).credentials;
  }

  /** Inserts another authenticator's credential: a copied key. */
  async copyIn(credential: VirtualCredential): Promise<void> {
    await this.protocol.send('WebAuthn.addCredential', { authenticatorId: this.id, credential });
  }
}
