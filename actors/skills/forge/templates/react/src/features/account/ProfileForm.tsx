/** Changes what others see of an account. */
import { updateMe, type User } from '../../api/users';
import { useAuth } from '../../auth/AuthContext';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { useToast } from '../../ui/toasts';
import { useForm } from '../../ui/useForm';
import { FieldInput } from '../records/FieldInput';
import { checkFields } from '../records/validate';
import { fieldsToInput, fieldValues, type FormValues } from '../records/values';
import { profileFields } from './fields';

const titles = Object.fromEntries(profileFields.map(({ name, title }) => [name, title]));

export function ProfileForm({ user }: { user: User }) {
  const { setUser } = useAuth();
  const notify = useToast();
  const form = useForm<FormValues>({
    initial: fieldValues(profileFields, user),
    validate: (values) => checkFields(profileFields, values),
    submit: async (values) => {
      setUser(await updateMe(fieldsToInput(profileFields, values)));
      notify('Profile saved');
    },
  });
  return (
    <form className="form" noValidate onSubmit={form.onSubmit} aria-label="Profile">
      <ErrorSummary {...form} titles={titles} />
      {profileFields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          value={form.values[field.name]}
          error={form.errors[field.name]}
          onChange={(value) => {
            form.set(field.name, value);
          }}
        />
      ))}
      <button type="submit" className="button button-primary" disabled={form.busy}>
        {form.busy ? 'Saving…' : 'Save profile'}
      </button>
    </form>
  );
}
