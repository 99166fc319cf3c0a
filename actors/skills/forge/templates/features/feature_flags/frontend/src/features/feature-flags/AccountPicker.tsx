/** Accounts by name: found by a search, put in and taken out. */
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { listUsers } from '../../api/users';
import type { RecordRef } from '../../schema/entity';
import { errorMessage } from '../../api/errors';

/** As many as the API takes. */
const ACCOUNTS_MAX = 100;
const FOUND_MAX = 5;

type AccountPickerProps = {
  chosen: readonly RecordRef[];
  onChange: (chosen: readonly RecordRef[]) => void;
};

export function AccountPicker({ chosen, onChange }: AccountPickerProps) {
  const id = useId();
  return (
    <div className="field" role="group" aria-labelledby={id}>
      <p id={id} className="flag-label">
        Accounts by name
      </p>
      {chosen.length > 0 && (
        <ul className="flag-accounts" aria-label="Chosen accounts">
          {chosen.map((account) => (
            <li key={account.id}>
              {account.label}
              <button
                type="button"
                className="button button-small"
                aria-label={`Take out ${account.label}`}
                onClick={() => {
                  onChange(chosen.filter((other) => other.id !== account.id));
                }}
              >
                Take out
              </button>
            </li>
          ))}
        </ul>
      )}
      {chosen.length < ACCOUNTS_MAX ? (
        <Search
          chosen={chosen}
          onPick={(account) => {
            onChange([...chosen, account]);
          }}
        />
      ) : (
        <p className="hint">
          There can be {ACCOUNTS_MAX} at most. Choose a role or a percentage for more.
        </p>
      )}
    </div>
  );
}

type SearchProps = { chosen: readonly RecordRef[]; onPick: (account: RecordRef) => void };

function Search({ chosen, onPick }: SearchProps) {
  const [text, setText] = useState('');
  const q = text.trim();
  const users = useQuery({
    queryKey: ['users', 'list', 1, q],
    queryFn: () => listUsers({ q }),
    enabled: q !== '',
  });
  const found = users.data?.items.filter(({ id }) => !chosen.some((other) => other.id === id));
  return (
    <>
      <input
        type="search"
        aria-label="Search accounts"
        placeholder="Search accounts by name or address"
        maxLength={200}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
        onKeyDown={(event) => {
          // The search is no reason to save.
          if (event.key === 'Enter') event.preventDefault();
        }}
      />
      <div role="status">
        {users.isError && <p className="field-error">{errorMessage(users.error)}</p>}
        {found?.length === 0 && <p className="hint">No other accounts match.</p>}
      </div>
      {found && found.length > 0 && (
        <ul className="flag-accounts" aria-label="Accounts found">
          {found.slice(0, FOUND_MAX).map(({ id, display_name, email }) => (
            <li key={id}>
              <span>
                {display_name} <span className="muted">{email}</span>
              </span>
              <button
                type="button"
                className="button button-small"
                aria-label={`Put in ${display_name}`}
                onClick={() => {
                  onPick({ id, label: display_name });
                }}
              >
                Put in
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
