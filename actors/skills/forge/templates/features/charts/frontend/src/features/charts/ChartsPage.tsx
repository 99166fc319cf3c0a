/** The administrators' charts. They come when they are looked at: others never load them. */
import { Suspense, lazy } from 'react';
import { PageSkeleton } from '../../ui/Skeleton';

const AllCharts = lazy(() => import('./AllCharts'));

export function ChartsPage() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <AllCharts />
    </Suspense>
  );
}
