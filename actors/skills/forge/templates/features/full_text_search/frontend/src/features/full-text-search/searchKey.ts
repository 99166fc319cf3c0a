/** The key that leads to the search from everywhere, for those who want it. */
import { useEffect } from 'react';
import { useNavigate } from 'react-router-dom';

export const SEARCH_KEY = '/';
/** The one field that searches everything: in the header, or on the search's own page. */
export const SEARCH_FIELD = 'search-everything';

const STORED = 'search-key';
const OFF = 'off';

export function searchKeyIsOn(): boolean {
  return localStorage.getItem(STORED) !== OFF;
}

/** A key without a modifier gets in the way of those who speak to their computer. */
export function setSearchKey(on: boolean) {
  if (on) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, OFF);
}

export function useSearchKey() {
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== SEARCH_KEY || isMeantOtherwise(event) || !searchKeyIsOn()) return;
      event.preventDefault();
      const field = document.getElementById(SEARCH_FIELD);
      field?.focus();
      // What is not shown, as on a small screen, takes no focus.
      if (field === null || document.activeElement !== field) void navigate('/search');
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [navigate]);
}

function isMeantOtherwise(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector('dialog[open]') !== null) return true;
  const { target } = event;
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable="true"]') !== null
  );
}
