import { Component, type ReactNode } from 'react';
import { en } from '../i18n/en.ts';
import { Notice } from './notice.tsx';

/** Shows what the user can still do after a defect in the page, instead of a blank page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return <Notice title={en.crashed.title} text={en.crashed.text} retry={() => location.reload()} />;
  }
}
