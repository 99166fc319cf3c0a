/** The field of the search's page: what is typed is looked for a moment later. */
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { Icon } from '../../ui/Icon';
import { SEARCH_FIELD, SEARCH_KEY } from './searchKey';

/** Long enough that not every letter is a question. */
const TYPING_MS = 250;

type SearchFieldProps = {
  /** What the address asks for. */
  readonly q: string;
  readonly onSearch: (q: string) => void;
};

export function SearchField({ q, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(q);
  const [known, setKnown] = useState(q);
  const timer = useRef<number | undefined>(undefined);
  if (known !== q) {
    // The address was changed by other means, such as going back.
    setKnown(q);
    setText(q);
  }
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
    },
    [],
  );
  const search = (typed: string) => {
    window.clearTimeout(timer.current);
    const asked = typed.trim();
    setKnown(asked);
    if (asked !== q) onSearch(asked);
  };
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    search(text);
  };
  return (
    <form className="search" role="search" aria-label="Everything" onSubmit={onSubmit}>
      <Icon name="search" />
      <input
        id={SEARCH_FIELD}
        type="search"
        aria-label="Search everything"
        aria-describedby="search-hint"
        aria-keyshortcuts={SEARCH_KEY}
        maxLength={200}
        value={text}
        onChange={({ target }) => {
          const typed = target.value;
          setText(typed);
          window.clearTimeout(timer.current);
          timer.current = window.setTimeout(() => {
            search(typed);
          }, TYPING_MS);
        }}
      />
    </form>
  );
}
