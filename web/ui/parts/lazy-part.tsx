import { Component, type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { fetchOnce } from './fetch-once.ts';
import { reloadForNewVersion } from './new-version.ts';

/** Why a part is not shown, and what the user can do about it. */
export interface Failure {
  /** Its script could not be had, or it threw while it was shown. */
  why: 'missing' | 'broken';
  /** Fetches it again, or shows it again. */
  retry: () => void;
  /** Reloads the page; null until the part has failed a second time. */
  reload: (() => void) | null;
}

/** What stands in for a part. */
interface StandIns<P> {
  /** While it is fetched. */
  loading: ReactNode;
  /** When it is not shown. */
  failed: (props: P, failure: Failure) => ReactNode;
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
  { loading, failed }: StandIns<P>,
): Part<P> {
  let fetched: ComponentType<P> | null = null;
  const fetch = fetchOnce(fetchPart);
  const load = async (): Promise<ComponentType<P>> => {
    fetched = await fetch();
    return fetched;
  };

  function Lazy(props: P): ReactNode {
    const [Shown, show] = useState<ComponentType<P> | null>(() => fetched);
    const [isMissing, setMissing] = useState(false);
    const [failures, setFailures] = useState(0);
    useEffect(() => {
      if (Shown || isMissing) return;
      let gone = false;
      load().then(
        (part) => gone || show(() => part),
        async (error: unknown) => {
          // Until it is known whether the page is about to go, it says nothing that a moment later is not true.
          if ((await reloadForNewVersion()) || gone) return;
          reportError(error);
          setFailures((n) => n + 1);
          setMissing(true);
        },
      );
      return () => {
        gone = true;
      };
    }, [Shown, isMissing]);
    if (isMissing)
      return failed(
        props,
        failure('missing', failures, () => setMissing(false)),
      );
    if (!Shown) return loading;
    return (
      <Boundary failed={(why) => failed(props, why)}>
        <Shown {...props} />
      </Boundary>
    );
  }
  return Object.assign(Lazy, { load });
}

function failure(why: Failure['why'], failures: number, retry: () => void): Failure {
  return { why, retry, reload: failures > 1 ? () => location.reload() : null };
}

interface BoundaryProps {
  failed: (failure: Failure) => ReactNode;
  children: ReactNode;
}

interface BoundaryState {
  isBroken: boolean;
  failures: number;
}

/** Keeps what breaks in a part inside of it. */
class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { isBroken: false, failures: 0 };

  static getDerivedStateFromError(): Partial<BoundaryState> {
    return { isBroken: true };
  }

  override componentDidCatch(error: unknown): void {
    reportError(error);
    this.setState(({ failures }) => ({ failures: failures + 1 }));
  }

  override render(): ReactNode {
    const { isBroken, failures } = this.state;
    if (!isBroken) return this.props.children;
    return this.props.failed(failure('broken', failures, () => this.setState({ isBroken: false })));
  }
}
