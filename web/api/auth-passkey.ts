import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import { ApiProblem } from './problem.ts';

/** Whether this browser supports passkeys at all. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function';
}

/** Whether this browser offers passkeys in the list that opens at a field. */
export async function knowsPasskeyAutofill(): Promise<boolean> {
  return knowsPasskeys() && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);
}

/** Lets a passkey sign the server's challenge. Rejects with ApiProblem `passkey_cancelled` or `passkey_failed`. */
export async function authenticateWithPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
  useBrowserAutofill = false,
): Promise<AuthenticationResponseJSON> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  // The field may be hidden by another step at this moment; the browser looks for it only when its list opens.
  return startAuthentication({ optionsJSON, useBrowserAutofill, verifyBrowserAutofillInput: false }).catch(
    refused,
  );
}

/** Creates a passkey. Rejects with ApiProblem `passkey_cancelled`, `passkey_exists` or `passkey_failed`. */
export async function createPasskey(
  optionsJSON: PublicKeyCredentialCreationOptionsJSON,
): Promise<RegistrationResponseJSON> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return startRegistration({ optionsJSON }).catch(refused);
}

/** Withdraws the offer in a field's list. */
export async function stopPasskeyAutofill(): Promise<void> {
  const { WebAuthnAbortService } = await import('@simplewebauthn/browser');
  WebAuthnAbortService.cancelCeremony();
}

function refused(error: unknown): never {
  throw new ApiProblem(codeOf(error), 0, error instanceof Error ? error.message : 'passkey');
}

// WebAuthn level 3, section 5.1: a refusal by the user and a timeout are reported alike, on purpose.
function codeOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') return 'passkey_cancelled';
  return name === 'InvalidStateError' ? 'passkey_exists' : 'passkey_failed';
}
