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

/** A button with a label. */
export function Button({ variant = 'quiet', ...props }: ButtonProps) {
  return <AriaButton {...props} className={`button button-${variant}`} />;
}

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  label: string;
  children: ReactNode;
}

/** A button that shows an icon alone; its label is a tooltip and its accessible name. */
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

/** A link that shows an icon alone; its label is a tooltip and its accessible name. */
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
