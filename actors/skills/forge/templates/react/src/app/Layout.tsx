/** The frame of every page: skip link, top bar, content, footer. */
import { useEffect, useRef } from 'react';
import { Link, Outlet, useLocation } from 'react-router-dom';
import { useAuth } from '../auth/AuthContext';
import { product } from '../config';
import { TopBar } from './TopBar';

export function Layout() {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);

  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    window.scrollTo(0, 0);
    // A page change is silent in a single-page application: the focus tells of it.
    main.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <TopBar />
      <main id="main" ref={main} className="container" tabIndex={-1}>
        <SessionNotice />
        <Outlet />
      </main>
      <footer className="footer">
        <div className="container">
          <p>{product.title}</p>
        </div>
      </footer>
    </>
  );
}

/** While it is not known who is signed in, because the server does not say. */
function SessionNotice() {
  const { state } = useAuth();
  if (state.status !== 'loading') return null;
  const { notice } = state;
  return (
    <div role="status">
      {notice !== undefined && (
        <p className="card">
          {notice} <Link to="/login">Log in anew</Link>
        </p>
      )}
    </div>
  );
}
