import { lazyPart } from '../../ui/parts/lazy-part.tsx';
import { WhenOnline } from '../../ui/parts/stand-ins.tsx';
import type { ReviewProps } from './review/review.tsx';

/** Comments on the document. No one waits for it: one that cannot be fetched comes once the network is back. */
export const Review = lazyPart<ReviewProps>(() => import('./review/review.tsx'), {
  loading: null,
  failed: (_props, { retry }) => <WhenOnline run={retry} />,
});
