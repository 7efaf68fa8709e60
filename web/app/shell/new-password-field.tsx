import { useEffect, useState } from 'react';
import { Meter, Text, type TextFieldProps } from 'react-aria-components';
import type { PasswordStrength } from '../../../src/base/password-strength.ts';
import { ApiProblem } from '../../api/problem.ts';
import { PasswordField } from '../../ui/components/password-field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { measurePassword } from '../../ui/password-strength.ts';

const PAUSE_MS = 150;

/** The state of a new password: its value, its strength, and why it was refused. */
export interface NewPassword {
  value: string;
  set: (value: string) => void;
  /** The strength at the last pause in typing; null before the first, and without the dictionaries. */
  strength: PasswordStrength | null;
  /** Why the current value was refused; null if it was not. */
  refusal: string | null;
  /** Measures the current value as the server will. If it is too weak, marks it as refused and returns true. */
  refuse: () => Promise<boolean>;
  /** Takes over the server's refusal of the sent value; returns false when the error is about something else. */
  refusedBy: (error: unknown) => boolean;
}

/** State of a field for a new password. `about`: what is known of the user, which attackers try first. */
export function useNewPassword(about: readonly string[]): NewPassword {
  const [value, set] = useState('');
  const [strength, setStrength] = useState<PasswordStrength | null>(null);
  const [refused, setRefused] = useState<{ value: string; why: string } | null>(null);
  const key = about.join('\n');
  useEffect(() => {
    if (value === '') {
      setStrength(null);
      return;
    }
    let typedOn = false;
    const timer = setTimeout(() => {
      // Without the dictionaries no strength is shown, and only the server decides.
      measurePassword(value, key.split('\n')).then(
        (measured) => !typedOn && setStrength(measured),
        () => !typedOn && setStrength(null),
      );
    }, PAUSE_MS);
    return () => {
      typedOn = true;
      clearTimeout(timer);
    };
  }, [value, key]);
  const refuse = async () => {
    // Not the displayed strength: that may belong to an earlier value.
    const measured = await measurePassword(value, about).catch(() => null);
    if (measured === null || measured.strong) return false;
    setRefused({ value, why: measured.advice });
    return true;
  };
  const refusedBy = (error: unknown) => {
    const why = error instanceof ApiProblem ? error.fields.password : undefined;
    if (why === undefined) return false;
    setRefused({ value, why });
    return true;
  };
  const refusal = refused?.value === value ? refused.why : null;
  return { value, set, strength, refusal, refuse, refusedBy };
}

interface NewPasswordFieldProps
  extends Omit<TextFieldProps, 'className' | 'children' | 'type' | 'autoComplete' | 'value' | 'onChange'> {
  label: string;
  password: NewPassword;
}

/** An input for a new password, with its strength. */
export function NewPasswordField({ password, ...props }: NewPasswordFieldProps) {
  const { auth } = useMessages();
  const { value, set, strength, refusal } = password;
  // A refused password counts as weak, even if a shorter list of words rates it higher.
  const score = refusal === null ? strength?.score : 0;
  const level = score === undefined ? '' : auth.strength.levels[score];
  const advice = strength === null ? auth.passwordHint : strength.strong ? '' : strength.advice;
  return (
    <PasswordField
      {...props}
      value={value}
      onChange={set}
      autoComplete="new-password"
      minLength={8}
      maxLength={128}
      isRequired
      refused={refusal !== null}
    >
      <Meter
        className="strength"
        aria-label={auth.strength.label}
        maxValue={4}
        value={score ?? 0}
        valueLabel={level ?? ''}
        data-score={score}
      >
        <span />
        <span />
        <span />
        <span />
      </Meter>
      <Text slot="description" className="field-hint strength-text">
        {level && <strong>{level}. </strong>}
        {refusal === null ? (
          advice
        ) : (
          <span className="field-error" role="alert">
            {refusal}
          </span>
        )}
      </Text>
    </PasswordField>
  );
}
