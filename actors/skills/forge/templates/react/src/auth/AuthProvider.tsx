/** Restores the session when the page starts and keeps the account in step with it, and with other tabs. */
import { useQueryClient } from '@tanstack/react-query';
import { Fragment, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { maySignInSilently, onSessionEnd, watchOtherTabs } from '../api/session';
import * as api from '../api/users';
import type { User } from '../api/users';
import { useToast } from '../ui/toasts';
import { AuthContext, type AuthState } from './AuthContext';
import { restore } from './restore';

const SIGNED_OUT: AuthState = { status: 'ready', user: null };
const LOADING: AuthState = { status: 'loading' };

export function AuthProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const notify = useToast();
  const [state, setState] = useState<AuthState>(() => (maySignInSilently() ? LOADING : SIGNED_OUT));
  /** How often another tab has signed in as somebody else: nothing of what was shown before stays. */
  const [turn, setTurn] = useState(0);
  const restoring = useRef<AbortController>(null);

  useEffect(() => {
    if (!maySignInSilently()) return;
    const controller = new AbortController();
    restoring.current = controller;
    const { signal } = controller;
    const tell = (notice: string) => {
      if (!signal.aborted) setState({ status: 'loading', notice });
    };
    void restore(signal, tell).then((user) => {
      if (signal.aborted) return;
      setState({ status: 'ready', user });
      if (turn > 0 && user) {
        notify(`${user.display_name} was signed in by another tab: this page is theirs now`);
      }
    });
    return () => {
      controller.abort();
    };
  }, [turn, notify]);

  useEffect(() => watchOtherTabs(), []);

  useEffect(
    () =>
      onSessionEnd((ending) => {
        queries.clear();
        setState(ending === 'switched' ? LOADING : SIGNED_OUT);
        if (ending === 'switched') setTurn((before) => before + 1);
        if (ending === 'left') notify('You were logged out in another tab');
      }),
    [queries, notify],
  );

  const setUser = useCallback((user: User) => {
    // Whoever is known needs not be asked for any more.
    restoring.current?.abort();
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
  return (
    <AuthContext value={auth}>
      <Fragment key={turn}>{children}</Fragment>
    </AuthContext>
  );
}
