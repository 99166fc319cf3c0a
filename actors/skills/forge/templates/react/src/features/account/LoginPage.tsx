/** Signing in, then on to the page that asked for it. */
import { Link, Navigate, useSearchParams } from 'react-router-dom';
<% if "loginNotes" in places and "signInWays" in places %>
import { loginNotes, signInWays } from '../../app/places';
<% elif "loginNotes" in places %>
import { loginNotes } from '../../app/places';
<% elif "signInWays" in places %>
import { signInWays } from '../../app/places';
<% endif %>
import { useAuth } from '../../auth/AuthContext';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { useForm } from '../../ui/useForm';
import { TextField } from './TextField';
import { nextPath } from './nextPath';

const titles = { login: '<% if username %>User name<% else %>E-mail address<% endif %>', password: 'Password' };

export function LoginPage() {
  const { user, logIn } = useAuth();
  const [params] = useSearchParams();
  const form = useForm({
    initial: { login: '', password: '' },
    validate: ({ login, password }) => ({
      ...(login.trim() === '' && { login: 'Fill this in' }),
      ...(password === '' && { password: 'Fill this in' }),
    }),
    submit: ({ login, password }) => logIn(login.trim(), password),
  });

  if (user) return <Navigate to={nextPath(params)} replace />;
  return (
    <section className="narrow stack">
      <title>Log in</title>
      <h1>Log in</h1>
      <form className="form card" noValidate onSubmit={form.onSubmit} aria-label="Log in">
        <ErrorSummary {...form} titles={titles} />
        <TextField
          name="login"
          title={titles.login}
<% if not username %>
          type="email"
<% endif %>
          autoComplete="username"
          value={form.values.login}
          error={form.errors.login}
          onChange={(value) => {
            form.set('login', value);
          }}
        />
        <TextField
          name="password"
          title={titles.password}
          type="password"
          autoComplete="current-password"
          value={form.values.password}
          error={form.errors.password}
          onChange={(value) => {
            form.set('password', value);
          }}
        />
        <button type="submit" className="button button-primary" disabled={form.busy}>
          {form.busy ? 'Logging in…' : 'Log in'}
        </button>
      </form>
<% if "signInWays" in places %>
      {signInWays.map((Way, index) => (
        <Way key={index} />
      ))}
<% endif %>
      <p className="muted">
        No account yet? <Link to={`/register?${params.toString()}`}>Sign up</Link>
      </p>
<% if "loginNotes" in places %>
      {loginNotes.map((Note, index) => (
        <Note key={index} />
      ))}
<% endif %>
    </section>
  );
}
