import { Eye, EyeOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextField,
  type TextFieldProps,
  ToggleButton,
} from 'react-aria-components';
import { useMessages } from '../i18n/i18n.tsx';

interface PasswordFieldProps
  extends Omit<TextFieldProps, 'className' | 'children' | 'type' | 'autoComplete'> {
  label: string;
  /** Whether the browser offers a new password or the saved one. */
  autoComplete: 'new-password' | 'current-password';
  hint?: string;
  /** The password was refused; `children` say why. */
  refused?: boolean;
  /** Content below the input, as part of the field. */
  children?: ReactNode;
}

/** An input for a password, which the user can reveal. */
export function PasswordField({ label, hint, refused = false, children, ...props }: PasswordFieldProps) {
  const { auth } = useMessages();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      {...(refused && { isInvalid: true })}
      type={shown ? 'text' : 'password'}
      className="field"
    >
      <Label>{label}</Label>
      <span className="password">
        <Input className="input" autoCapitalize="none" autoCorrect="off" spellCheck={false} />
        <ToggleButton
          className="icon-button"
          isSelected={shown}
          onChange={setShown}
          aria-label={auth.showPassword}
        >
          {shown ? <EyeOff size={18} aria-hidden="true" /> : <Eye size={18} aria-hidden="true" />}
        </ToggleButton>
      </span>
      {hint && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      {children}
      {!refused && <FieldError className="field-error" />}
    </TextField>
  );
}
