/** Changes what others see of an account. */
import { updateMe, type User } from '../../api/users';
import { useAuth } from '../../auth/AuthContext';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { useToast } from '../../ui/toasts';
import { useForm } from '../../ui/useForm';
import { FieldInputs } from '../records/FieldInputs';
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
      <FieldInputs fields={profileFields} form={form} />
      <button type="submit" className="button button-primary" disabled={form.busy}>
        {form.busy ? 'Saving…' : 'Save profile'}
      </button>
    </form>
  );
}
