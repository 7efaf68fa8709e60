import { Component, type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { reloadForNewVersion } from './new-version.ts';

/** What stands in for a part. */
interface StandIns<P> {
  /** While it is fetched. */
  loading: ReactNode;
  /** When it cannot be had now, or breaks; `retry` fetches it again. */
  missing: (props: P, retry: () => void) => ReactNode;
}

/** A part of the app with a script of its own, fetched when it is first shown or when `load` is called. */
export interface Part<P extends object> {
  (props: P): ReactNode;
  /** Fetches it; rejects when it cannot be had now. */
  load(): Promise<ComponentType<P>>;
}

/**
 * Makes a part of what `fetchPart` imports. One that cannot be had takes nothing else with it: what is around it stays,
 * and it says so itself. React's own `lazy` throws to the nearest boundary above, and never tries again.
 */
export function lazyPart<P extends object>(
  fetchPart: () => Promise<{ default: ComponentType<P> }>,
  { loading, missing }: StandIns<P>,
): Part<P> {
  let fetching: Promise<ComponentType<P>> | null = null;
  let fetched: ComponentType<P> | null = null;
  const load = (): Promise<ComponentType<P>> => {
    fetching ??= fetchPart().then(
      (module) => {
        fetched = module.default;
        return fetched;
      },
      (error: unknown) => {
        fetching = null;
        throw error;
      },
    );
    return fetching;
  };

  function Lazy(props: P): ReactNode {
    const [Shown, show] = useState<ComponentType<P> | null>(() => fetched);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Shown || failed) return;
      let gone = false;
      load().then(
        (part) => gone || show(() => part),
        async () => {
          // Until it is known whether the page is about to go, it says nothing that a moment later is not true.
          if (!(await reloadForNewVersion()) && !gone) setFailed(true);
        },
      );
      return () => {
        gone = true;
      };
    }, [Shown, failed]);
    if (failed) return missing(props, () => setFailed(false));
    if (!Shown) return loading;
    return (
      <Boundary missing={(retry) => missing(props, retry)}>
        <Shown {...props} />
      </Boundary>
    );
  }
  return Object.assign(Lazy, { load });
}

interface BoundaryProps {
  missing: (retry: () => void) => ReactNode;
  children: ReactNode;
}

/** Keeps what breaks in a part inside of it. */
class Boundary extends Component<BoundaryProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return this.props.missing(() => this.setState({ broken: false }));
  }
}
