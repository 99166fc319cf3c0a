/** Makes a webhook: where messages go, and what they are about. */
import { useQueryClient } from '@tanstack/react-query';
import { humanize } from '../../schema/format';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { Field, fieldId, FieldNotes } from '../../ui/Field';
import { useForm } from '../../ui/useForm';
import { allEvents, makeWebhook, type MadeWebhook } from './api';

type Values = { url: string; events: readonly string[] };

const titles = { url: 'Address', events: 'Events' };
const initial: Values = { url: '', events: [] };

export function WebhookForm({ onMade }: { onMade: (made: MadeWebhook) => void }) {
  const queries = useQueryClient();
  const form = useForm({
    initial,
    validate,
    submit: async ({ url, events }) => {
      onMade(await makeWebhook(url.trim(), events));
      form.reset();
      await queries.invalidateQueries({ queryKey: ['webhooks'] });
    },
  });
  return (
    <form className="form" noValidate onSubmit={form.onSubmit} aria-label="New webhook">
      <ErrorSummary {...form} titles={titles} />
      <Field
        name="url"
        title={titles.url}
        hint="Messages are sent there by POST, as JSON."
        error={form.errors.url}
        required
      >
        {(control) => (
          <input
            {...control}
            type="url"
            autoComplete="off"
            placeholder="https://example.com/hook"
            value={form.values.url}
            onChange={(event) => {
              form.set('url', event.target.value);
            }}
          />
        )}
      </Field>
      <EventChoice
        chosen={form.values.events}
        error={form.errors.events}
        onChange={(events) => {
          form.set('events', events);
        }}
      />
      <button type="submit" className="button button-primary" disabled={form.busy}>
        Make a webhook
      </button>
    </form>
  );
}

function validate({ url, events }: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  if (!/^https?:\/\/./.test(url.trim())) errors.url = 'Write an address that begins with https://';
  if (events.length === 0) errors.events = 'Choose at least one';
  return errors;
}

type EventChoiceProps = {
  chosen: readonly string[];
  error: string | undefined;
  onChange: (events: readonly string[]) => void;
};

function EventChoice({ chosen, error, onChange }: EventChoiceProps) {
  const id = fieldId('events');
  const toggle = (name: string, on: boolean) => {
    onChange(on ? [...chosen, name] : chosen.filter((other) => other !== name));
  };
  return (
    <fieldset className="field choices" id={id} tabIndex={-1}>
      <legend>{titles.events}</legend>
      <div className="choice-list">
        {allEvents.map((name) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={(event) => {
                toggle(name, event.target.checked);
              }}
            />
            {humanize(name.replace('.', ' '))}
          </label>
        ))}
      </div>
      <FieldNotes id={id} hint={undefined} error={error} />
    </fieldset>
  );
}
