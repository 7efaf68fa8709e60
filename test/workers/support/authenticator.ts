import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

const RP_FLAGS = { userPresent: 0x01, userVerified: 0x04, attested: 0x40 };

/** The differences of one response of the authenticator from an honest one. */
export interface Deviation {
  origin?: string;
  rpId?: string;
  userVerified?: boolean;
  /** Instead of the counter's next value. */
  counter?: number;
  /** Another authenticator's signature. */
  forged?: boolean;
}

/**
 * An authenticator with one ES256 key, in software: creates the JSON of `navigator.credentials`. It lets tests send
 * what no browser would.
 */
export class Authenticator {
  readonly id = randomBytes(16).toString('base64url');
  counter = 0;
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }

  /** A copy of the key with the same counter. */
  copy(): Authenticator {
    return Object.assign(Object.create(Authenticator.prototype), this) as Authenticator;
  }

  /** The response to `navigator.credentials.create`. */
  create(options: { challenge: string }, deviation: Deviation = {}) {
    const credential = Buffer.from(this.id, 'base64url');
    const attested = Buffer.concat([
      Buffer.alloc(16),
      Buffer.from([0, credential.length]),
      credential,
      cosePublicKey(this.keys.publicKey),
    ]);
    const authData = this.authenticatorData(deviation, attested);
    // {"fmt": "none", "attStmt": {}, "authData": bytes}
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      cborText('fmt'),
      cborText('none'),
      cborText('attStmt'),
      Buffer.from([0xa0]),
      cborText('authData'),
      cborBytes(authData),
    ]);
    return this.credential({
      clientDataJSON: this.clientData('webauthn.create', options.challenge, deviation).toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** The response to `navigator.credentials.get`. */
  get(options: { challenge: string }, userHandle: string | null, deviation: Deviation = {}) {
    const clientData = this.clientData('webauthn.get', options.challenge, deviation);
    const authData = this.authenticatorData(deviation);
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
    const key = deviation.forged
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
      : this.keys.privateKey;
    return this.credential({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: sign('sha256', signed, key).toString('base64url'),
      userHandle: userHandle === null ? null : Buffer.from(userHandle).toString('base64url'),
    });
  }

  private credential<T>(response: T) {
    return { id: this.id, rawId: this.id, type: 'public-key', response, clientExtensionResults: {} };
  }

  private clientData(type: string, challenge: string, { origin = this.origin }: Deviation): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  private authenticatorData(
    { rpId = new URL(this.origin).hostname, userVerified = true, counter = ++this.counter }: Deviation,
    attested?: Buffer,
  ): Buffer {
    const flags =
      RP_FLAGS.userPresent |
      (userVerified ? RP_FLAGS.userVerified : 0) |
      (attested === undefined ? 0 : RP_FLAGS.attested);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), head, attested ?? Buffer.alloc(0)]);
  }
}

// {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
function cosePublicKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    cborBytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    cborBytes(Buffer.from(y, 'base64url')),
  ]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)]);
}

function cborBytes(bytes: Buffer): Buffer {
  const head = bytes.length < 24 ? [0x40 | bytes.length] : [0x58, bytes.length];
  if (bytes.length > 255) throw new Error('longer than this test needs');
  return Buffer.concat([Buffer.from(head), bytes]);
}
