/** Ways to sign in, or up, without a password: one for each provider that the server offers. */
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { nextPath } from '../account/nextPath';
import { ProviderMark } from './ProviderMark';
import { listProviders, startPath } from './api';

export function ProviderLinks() {
  const [params] = useSearchParams();
  const providers = useQuery({
    queryKey: ['social-providers'],
    queryFn: listProviders,
    staleTime: Infinity,
  });
  if (!providers.data || providers.data.length === 0) return null;
  return (
    <section className="provider-links" aria-label="Without a password">
      <p className="provider-divider">or</p>
      {providers.data.map(({ name, title }) => (
        <a key={name} className="button" href={startPath(name, nextPath(params))}>
          <ProviderMark name={name} />
          Continue with {title}
        </a>
      ))}
    </section>
  );
}
