import { useEffect, useState } from 'react';
import { Meter, Text, type TextFieldProps } from 'react-aria-components';
import type { PasswordStrength } from '../../../src/base/password-strength.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { measurePassword } from '../password-strength.ts';
import { PasswordField } from './password-field.tsx';

/** What is known of a password's strength: nothing before it was measured. */
export type KnownStrength = { known: false } | ({ known: true } & PasswordStrength);

const UNKNOWN: KnownStrength = { known: false };
const PAUSE_MS = 150;

/** Measures a password after each pause in typing, as the server will. `about`: what others know of its user. */
export function useStrength(password: string, about: readonly string[]): KnownStrength {
  const [measured, setMeasured] = useState<KnownStrength>(UNKNOWN);
  const key = about.join('\n');
  useEffect(() => {
    if (password === '') {
      setMeasured(UNKNOWN);
      return;
    }
    let typedOn = false;
    const timer = setTimeout(() => {
      // Without the dictionaries nothing is shown, and the server judges alone.
      measurePassword(password, key.split('\n')).then(
        (strength) => !typedOn && setMeasured({ known: true, ...strength }),
        () => !typedOn && setMeasured(UNKNOWN),
      );
    }, PAUSE_MS);
    return () => {
      typedOn = true;
      clearTimeout(timer);
    };
  }, [password, key]);
  return measured;
}

interface NewPasswordFieldProps
  extends Omit<TextFieldProps, 'className' | 'children' | 'type' | 'autoComplete'> {
  label: string;
  strength: KnownStrength;
}

/** A line of input for a password that is being chosen, and how strong it is. */
export function NewPasswordField({ strength, ...props }: NewPasswordFieldProps) {
  const { auth } = useMessages();
  const level = strength.known ? auth.strength.levels[strength.score] : '';
  const advice = strength.known ? (strength.strong ? '' : strength.advice) : auth.passwordHint;
  return (
    <PasswordField {...props} autoComplete="new-password" minLength={8} maxLength={128} isRequired>
      <Meter
        className="strength"
        aria-label={auth.strength.label}
        maxValue={4}
        value={strength.known ? strength.score : 0}
        valueLabel={level}
        data-score={strength.known ? strength.score : undefined}
      >
        <span />
        <span />
        <span />
        <span />
      </Meter>
      <Text slot="description" className="field-hint strength-text">
        {level && <strong>{level}. </strong>}
        {advice}
      </Text>
    </PasswordField>
  );
}
