/** What every page stands on: cached records, who is signed in, notices. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { isRefusal } from '../api/again';
import { AuthProvider } from '../auth/AuthProvider';
import { ToastProvider } from '../ui/ToastProvider';

/** How long what was read is taken to be current. */
const FRESH_MS = 10_000;
const RETRIES_MAX = 2;

export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={queries}>
      <ToastProvider>
        <AuthProvider>{children}</AuthProvider>
      </ToastProvider>
    </QueryClientProvider>
  );
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: FRESH_MS, retry: shouldRetry } },
  });
}

/** Asking again helps when the server was away, not when it refused. */
function shouldRetry(failures: number, error: unknown): boolean {
  return !isRefusal(error) && failures < RETRIES_MAX;
}
