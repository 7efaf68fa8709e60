import { Component, type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { reloadForNewVersion } from './new-version.ts';

/** What is shown in place of a part. */
interface StandIns<P> {
  /** While the part is being fetched. */
  loading: ReactNode;
  /** When the part cannot be fetched, or throws; `retry` fetches it again. */
  missing: (props: P, retry: () => void) => ReactNode;
}

/** A part of the app with its own script, which is fetched when it is first shown or when `load` is called. */
export interface Part<P extends object> {
  (props: P): ReactNode;
  /** Fetches the part; rejects when it is not available. */
  load(): Promise<ComponentType<P>>;
}

/**
 * Makes a part of what `fetchPart` imports. A part that cannot be fetched reports that in its own place and leaves the
 * rest of the page intact. React's `lazy` throws to the nearest boundary above, and never retries.
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
          // Shows nothing until it is known whether the page reloads: the message would be wrong a moment later.
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

/** Contains the errors that a part throws. */
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
