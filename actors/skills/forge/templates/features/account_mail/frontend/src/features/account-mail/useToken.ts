/** The token of a link: after `#`, where no server and no other site sees it. */
import { useLocation } from 'react-router-dom';

export function useToken(): string {
  const { hash } = useLocation();
  return new URLSearchParams(hash.slice(1)).get('token') ?? '';
}
