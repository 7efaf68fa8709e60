import { Component, type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { fetchOnce } from './fetch-once.ts';
import { reloadForNewVersion } from './new-version.ts';

/** The wait before a part is fetched a second time: a connection that broke or a network that changed may be mended. */
const AGAIN_MS = 1_000;

/** Why a part is not shown, and what the user can do about it. */
export interface Failure {
  /** The script of the part could not be fetched, or the part threw while it was shown. */
  why: 'missing' | 'broken';
  /** Fetches the part again, or shows it again. */
  retry: () => void;
  /** Reloads the page; null until the part has failed a second time. */
  reload: (() => void) | null;
}

/** What is shown in place of a part. */
interface StandIns<P> {
  /** While the part is being fetched. */
  loading: ReactNode;
  /** When the part cannot be fetched, or throws. */
  failed: (props: P, failure: Failure) => ReactNode;
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
      const attempt = (attemptsLeft: number): Promise<void> =>
        load().then(
          (part) => {
            if (!gone) show(() => part);
          },
          async (error: unknown) => {
            // Shows nothing until it is known whether the page reloads: the message would be wrong a moment later.
            if ((await reloadForNewVersion()) || gone) return;
            if (attemptsLeft > 0 && navigator.onLine) {
              await new Promise((done) => setTimeout(done, AGAIN_MS));
              return gone ? undefined : attempt(attemptsLeft - 1);
            }
            reportError(error);
            setFailures((n) => n + 1);
            setMissing(true);
          },
        );
      void attempt(1);
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

/** Contains the errors that a part throws. */
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
