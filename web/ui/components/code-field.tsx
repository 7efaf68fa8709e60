import { FieldError, Input, Label, TextField } from 'react-aria-components';

interface CodeFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** A recovery code has letters, an app's code has digits only. */
  letters?: boolean;
}

/** An input for a one-time code. */
export function CodeField({ label, value, onChange, letters = false }: CodeFieldProps) {
  return (
    <TextField
      className="field"
      name="code"
      type="text"
      autoComplete={letters ? 'off' : 'one-time-code'}
      value={value}
      onChange={onChange}
      maxLength={letters ? 40 : 10}
      isRequired
      autoFocus
    >
      <Label>{label}</Label>
      <Input
        className="input input-code"
        inputMode={letters ? 'text' : 'numeric'}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
      <FieldError className="field-error" />
    </TextField>
  );
}
