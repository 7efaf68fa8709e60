import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import { ApiProblem } from './problem.ts';

/** Whether this browser knows passkeys at all. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function';
}

/** Whether this browser offers passkeys in the list that opens at a field. */
export async function knowsPasskeyAutofill(): Promise<boolean> {
  return knowsPasskeys() && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);
}

/** Has a passkey sign what the server asks. Rejects with ApiProblem `passkey_cancelled` or `passkey_failed`. */
export async function authenticateWithPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
  useBrowserAutofill = false,
): Promise<AuthenticationResponseJSON> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  // The field may lie behind a step that is shown meanwhile; the browser looks for it only when its list opens.
  return startAuthentication({ optionsJSON, useBrowserAutofill, verifyBrowserAutofillInput: false }).catch(
    refused,
  );
}

/** Makes a passkey. Rejects with ApiProblem `passkey_cancelled`, `passkey_exists` or `passkey_failed`. */
export async function createPasskey(
  optionsJSON: PublicKeyCredentialCreationOptionsJSON,
): Promise<RegistrationResponseJSON> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return startRegistration({ optionsJSON }).catch(refused);
}

/** Takes back an offer in a field's list. */
export async function stopPasskeyAutofill(): Promise<void> {
  const { WebAuthnAbortService } = await import('@simplewebauthn/browser');
  WebAuthnAbortService.cancelCeremony();
}

function refused(error: unknown): never {
  throw new ApiProblem(codeOf(error), 0, error instanceof Error ? error.message : 'passkey');
}

// WebAuthn level 3, section 5.1: what the user declines and what takes too long are told alike, on purpose.
function codeOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') return 'passkey_cancelled';
  return name === 'InvalidStateError' ? 'passkey_exists' : 'passkey_failed';
}
