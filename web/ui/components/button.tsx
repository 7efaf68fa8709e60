import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Link as AriaLink,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  variant?: 'primary' | 'quiet' | 'plain' | 'danger';
  children: ReactNode;
}

/**
 * A button with a label. A submit button leaves the focus in the form while it is pressed: a field that loses the focus
 * shows or drops its error, and the button would move away from under the pointer before the press ends.
 */
export function Button({ variant = 'quiet', ...props }: ButtonProps) {
  const submits = props.type === 'submit';
  return (
    <AriaButton
      {...props}
      ref={submits ? keepFocusWherePressed : undefined}
      preventFocusOnPress={submits}
      className={`button button-${variant}`}
    />
  );
}

// The browser itself moves the focus to a button on mousedown.
function keepFocusWherePressed(button: HTMLElement | null): (() => void) | undefined {
  const keep = (event: MouseEvent) => event.preventDefault();
  button?.addEventListener('mousedown', keep);
  return () => button?.removeEventListener('mousedown', keep);
}

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  label: string;
  children: ReactNode;
}

/** A button that shows only an icon; its label is the tooltip and the accessible name. */
export function IconButton({ label, children, ...props }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton {...props} aria-label={label} className="icon-button">
        {children}
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** A link that shows only an icon; its label is the tooltip and the accessible name. */
export function IconLink({ label, href, children }: { label: string; href: string; children: ReactNode }) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaLink href={href} aria-label={label} className="icon-button">
        {children}
      </AriaLink>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
