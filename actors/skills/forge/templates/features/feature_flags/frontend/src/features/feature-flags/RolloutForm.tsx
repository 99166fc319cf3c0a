/** For whom a flag is on: a share of all accounts, roles, and accounts by name. Whoever is in one of them has it. */
import { useId, useState, type SyntheticEvent } from 'react';
import { roles } from '../../auth/roles';
import type { RecordRef } from '../../schema/entity';
import { AccountPicker } from './AccountPicker';
import type { FlagRule, FlagUpdate } from './api';

type RolloutFormProps = {
  flag: FlagRule;
  busy: boolean;
  onSave: (changes: FlagUpdate) => void;
};

export function RolloutForm({ flag, busy, onSave }: RolloutFormProps) {
  const [percentage, setPercentage] = useState(flag.percentage);
  const [chosen, setChosen] = useState(flag.roles);
  const [accounts, setAccounts] = useState<readonly RecordRef[]>(flag.accounts);

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    onSave({ mode: 'some', percentage, roles: chosen, accounts: accounts.map(({ id }) => id) });
  };

  return (
    <form className="form" onSubmit={onSubmit} aria-label={`For whom ${flag.key} is on`}>
      <Percentage value={percentage} onChange={setPercentage} />
      <RoleChoice chosen={chosen} sparesAdmins={flag.spares_admins} onChange={setChosen} />
      <AccountPicker chosen={accounts} onChange={setAccounts} />
      <button type="submit" className="button button-primary" disabled={busy}>
        {busy ? 'Saving…' : 'Save'}
      </button>
    </form>
  );
}

function Percentage({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const id = useId();
  const limits = { min: 0, max: 100, step: 1 };
  const set = (text: string) => {
    onChange(Math.min(limits.max, Math.max(limits.min, Math.trunc(Number(text)) || 0)));
  };
  return (
    <div className="field">
      <label htmlFor={id}>Percentage of all accounts</label>
      <div className="flag-percentage">
        <input
          id={id}
          {...limits}
          type="range"
          aria-describedby={`${id}-hint`}
          value={value}
          onChange={(event) => {
            set(event.target.value);
          }}
        />
        <input
          {...limits}
          type="number"
          aria-label="Percentage as a number"
          value={value}
          onChange={(event) => {
            set(event.target.value);
          }}
        />
      </div>
      <p id={`${id}-hint`} className="hint">
        The same accounts each time. A higher percentage adds to them and takes nobody out.
      </p>
    </div>
  );
}

type RoleChoiceProps = {
  chosen: readonly string[];
  sparesAdmins: boolean;
  onChange: (chosen: readonly string[]) => void;
};

function RoleChoice({ chosen, sparesAdmins, onChange }: RoleChoiceProps) {
  const offered = Object.entries(roles).filter(([role]) => !(sparesAdmins && role === 'admin'));
  return (
    <fieldset className="field choices">
      <legend>Roles</legend>
      <div className="choice-list">
        {offered.map(([role, title]) => (
          <label key={role} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(role)}
              onChange={(event) => {
                const others = chosen.filter((other) => other !== role);
                onChange(event.target.checked ? [...others, role] : others);
              }}
            />
            {title}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
