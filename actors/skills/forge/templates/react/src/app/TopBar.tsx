/** The product's name, where to go, and who is signed in. */
import { useEffect, useState } from 'react';
import { Link, NavLink, useLocation } from 'react-router-dom';
import { useAuth } from '../auth/AuthContext';
import { mayEver } from '../auth/rules';
import { product } from '../config';
import { allEntities } from '../entities';
import { Icon } from '../ui/Icon';
import { ThemeToggle } from '../ui/ThemeToggle';
import { AccountMenu } from './AccountMenu';
<% if "navigationItems" in places and "topBar" in places %>
import { navigationItems, topBar } from './places';
<% elif "navigationItems" in places %>
import { navigationItems } from './places';
<% elif "topBar" in places %>
import { topBar } from './places';
<% endif %>

export function TopBar() {
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();

  return (
    <header className="top-bar">
      <div className="container top-bar-row">
        <Link className="brand" to="/">
          <span className="brand-mark" aria-hidden="true">
            {product.title.charAt(0)}
          </span>
          <span className="brand-name">{product.title}</span>
        </Link>
        <button
          type="button"
          className="icon-button menu-button"
          aria-expanded={open}
          aria-controls="navigation"
          aria-label="Menu"
          onClick={() => {
            setOpen(!open);
          }}
        >
          <Icon name="menu" />
        </button>
        <div id="navigation" className={open ? 'navigation navigation-open' : 'navigation'}>
          <MainNavigation />
          <div className="navigation-end">
            <ThemeToggle />
            <AccountMenu />
          </div>
        </div>
<% if "topBar" in places %>
        <div className="top-bar-items">
          {topBar.map((Item, index) => (
            <Item key={index} />
          ))}
        </div>
<% endif %>
      </div>
      <CloseOn key={pathname} close={setOpen} />
    </header>
  );
}

/** The menu covers a small screen: arriving on a page closes it. */
function CloseOn({ close }: { close: (open: boolean) => void }) {
  useEffect(() => {
    close(false);
  }, [close]);
  return null;
}

function MainNavigation() {
  const { user } = useAuth();
  const shown = allEntities.filter(
    ({ inNavigation, rules }) => inNavigation && mayEver(rules.list, user),
  );
  return (
    <nav aria-label="Main" className="navigation-links">
      {shown.map(({ key, titlePlural }) => (
        <NavLink key={key} to={`/${key}`}>
          {titlePlural}
        </NavLink>
      ))}
<% if "navigationItems" in places %>
      {navigationItems.map((Item, index) => (
        <Item key={index} />
      ))}
<% endif %>
      {user?.role === 'admin' && <NavLink to="/admin">Admin</NavLink>}
    </nav>
  );
}
