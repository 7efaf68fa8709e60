import { Check as CheckMark } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox, type CheckboxProps } from 'react-aria-components';

interface CheckProps extends Omit<CheckboxProps, 'className' | 'children'> {
  children: ReactNode;
}

/** A box to tick, with its label. */
export function Check({ children, ...props }: CheckProps) {
  return (
    <Checkbox {...props} className="check">
      <span className="check-box" aria-hidden="true">
        <CheckMark size={14} strokeWidth={3} />
      </span>
      <span dir="auto">{children}</span>
    </Checkbox>
  );
}
