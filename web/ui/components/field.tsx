import { Check, ChevronDown } from 'lucide-react';
import {
  Button as AriaButton,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';

interface FieldProps extends Omit<TextFieldProps, 'className' | 'children'> {
  label: string;
  hint?: string;
  placeholder?: string;
}

/** A labelled input with its hint and its error. */
export function Field({ label, hint, placeholder, ...props }: FieldProps) {
  return (
    <TextField {...props} className="field">
      <Label>{label}</Label>
      <Input className="input" placeholder={placeholder ?? ''} />
      {hint && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error" />
    </TextField>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  options: readonly { id: T; text: string }[];
  value: T;
  onChange: (value: T) => void;
  disabled?: boolean;
}

/** A choice of one of a few options, opened by a small button. */
export function Choice<T extends string>({ label, options, value, onChange, disabled }: ChoiceProps<T>) {
  return (
    <Select
      aria-label={label}
      className="choice"
      value={value}
      onChange={(key) => onChange(key as T)}
      isDisabled={disabled ?? false}
    >
      <AriaButton className="choice-button">
        <SelectValue>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <ListBox className="menu" items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.text} className="menu-item">
              <span>{option.text}</span>
              {option.id === value && <Check size={15} aria-hidden="true" />}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
