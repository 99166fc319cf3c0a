/** Who is signed in, for any component that asks. */
import { createContext, useContext } from 'react';
import type { User } from '../api/users';

export type AuthState =
  | {
      readonly status: 'loading';
      /** Why it takes long, for whoever waits. */
      readonly notice?: string;
    }
  | { readonly status: 'ready'; readonly user: User | null };

export type Auth = {
  readonly state: AuthState;
  readonly user: User | null;
  /** Signs in and loads the account. */
  readonly logIn: (login: string, password: string) => Promise<void>;
  readonly logOut: () => Promise<void>;
  /** Puts an account that was just changed in place of the one known. */
  readonly setUser: (user: User) => void;
};

export const AuthContext = createContext<Auth | null>(null);

export function useAuth(): Auth {
  const auth = useContext(AuthContext);
  if (!auth) throw new Error('useAuth needs an AuthProvider above it');
  return auth;
}
