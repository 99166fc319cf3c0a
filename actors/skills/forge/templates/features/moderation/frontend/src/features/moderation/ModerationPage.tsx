/** What waits for a decision. Few people are moderators: the others never load it. */
import { Suspense, lazy } from 'react';
import { PageSkeleton } from '../../ui/Skeleton';

const Moderation = lazy(() => import('./Moderation'));

export function ModerationPage() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Moderation />
    </Suspense>
  );
}
