/** Restores the session when the page starts and keeps the account in step with it. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { askAgain } from '../api/again';
import { maySignInSilently, onSessionEnd, refreshSession } from '../api/session';
import * as api from '../api/users';
import type { User } from '../api/users';
import { AuthContext, type AuthState } from './AuthContext';

const SIGNED_OUT: AuthState = { status: 'ready', user: null };

export function AuthProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<AuthState>(() =>
    maySignInSilently() ? { status: 'loading' } : SIGNED_OUT,
  );

  useEffect(() => {
    if (!maySignInSilently()) return;
    let stale = false;
    void restore().then((user) => {
      if (!stale) setState({ status: 'ready', user });
    });
    return () => {
      stale = true;
    };
  }, []);

  useEffect(
    () =>
      onSessionEnd(() => {
        queries.clear();
        setState(SIGNED_OUT);
      }),
    [queries],
  );

  const setUser = useCallback((user: User) => {
    setState({ status: 'ready', user });
  }, []);

  const logIn = useCallback(
    async (login: string, password: string) => {
      await api.logIn(login, password);
      const user = await api.getMe();
      // What a visitor saw may be less than what the account may see.
      queries.clear();
      setUser(user);
    },
    [queries, setUser],
  );

  const auth = useMemo(
    () => ({
      state,
      user: state.status === 'ready' ? state.user : null,
      logIn,
      logOut: api.logOut,
      setUser,
    }),
    [state, logIn, setUser],
  );
  return <AuthContext value={auth}>{children}</AuthContext>;
}

/** The account of a session that is still good; nobody when it is not, or when the server stays away. */
async function restore(): Promise<User | null> {
  try {
    return await askAgain(async () => ((await refreshSession()) ? api.getMe() : null));
  } catch {
    return null;
  }
}
