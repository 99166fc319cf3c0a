/** The search in the header; where there is no room for a field, the way to its page. */
import { useState, type SyntheticEvent } from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { useAuth } from '../../auth/AuthContext';
import { mayEver } from '../../auth/rules';
import { allEntities } from '../../entities';
import { Icon } from '../../ui/Icon';
import { addressOf } from './api';
import './full-text-search.css';
import { SEARCH_FIELD, SEARCH_KEY, useSearchKey } from './searchKey';

export function SearchBox() {
  const { user } = useAuth();
  const { pathname } = useLocation();
  useSearchKey();
  // The page of the search has a field of its own.
  if (pathname === '/search') return null;
  if (!allEntities.some(({ rules }) => mayEver(rules.list, user))) return null;
  return (
    <>
      <HeaderField />
      <Link className="icon-button search-link" to="/search" aria-label="Search everything">
        <Icon name="search" />
      </Link>
    </>
  );
}

function HeaderField() {
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    setText('');
    void navigate(addressOf(text.trim()));
  };
  return (
    <form
      className="search search-header"
      role="search"
      aria-label="Everything"
      onSubmit={onSubmit}
    >
      <Icon name="search" />
      <input
        id={SEARCH_FIELD}
        type="search"
        aria-label="Search everything"
        aria-keyshortcuts={SEARCH_KEY}
        placeholder="Search"
        maxLength={200}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
    </form>
  );
}
