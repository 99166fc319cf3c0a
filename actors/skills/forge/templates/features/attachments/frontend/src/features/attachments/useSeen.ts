/** Whether an element has come near what is seen of the page: pictures further down are not loaded yet. */
import { useEffect, useState, type RefObject } from 'react';

const NEAR = '300px';

export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(() => !('IntersectionObserver' in window));

  useEffect(() => {
    if (seen || !element.current) return;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: NEAR },
    );
    watcher.observe(element.current);
    return () => {
      watcher.disconnect();
    };
  }, [seen, element]);

  return seen;
}
