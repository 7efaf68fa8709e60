import {
  TextArea as AriaTextArea,
  FieldError,
  Label,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';

interface TextAreaProps extends Omit<TextFieldProps, 'className' | 'children'> {
  label: string;
}

/** A labelled field for a few lines of text. */
export function TextArea({ label, ...props }: TextAreaProps) {
  return (
    <TextField {...props} className="field">
      <Label>{label}</Label>
      <AriaTextArea className="input text-area" rows={3} dir="auto" />
      <FieldError className="field-error" />
    </TextField>
  );
}
