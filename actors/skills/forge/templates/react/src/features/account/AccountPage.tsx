/** One's own account: who one is, and the password. */
import type { User } from '../../api/users';
<% if "accountPanels" in places %>
import { accountPanels } from '../../app/places';
<% endif %>
import { useAuth } from '../../auth/AuthContext';
import { roles } from '../../auth/roles';
import { formatDate } from '../../schema/format';
<% if on.social_login %>
import { PasswordCard } from '../social-login/PasswordCard';
<% else %>
import { PasswordForm } from './PasswordForm';
<% endif %>
import { ProfileForm } from './ProfileForm';

export function AccountPage() {
  const { user } = useAuth();
  if (!user) return null;
  return (
    <section className="narrow stack">
      <title>Your account</title>
      <h1>Your account</h1>
      <AccountFacts user={user} />
      <section className="card" aria-labelledby="profile-title">
        <h2 id="profile-title">Profile</h2>
        <ProfileForm user={user} />
      </section>
<% if on.social_login %>
      <PasswordCard />
<% else %>
      <section className="card" aria-labelledby="password-title">
        <h2 id="password-title">Password</h2>
        <PasswordForm />
      </section>
<% endif %>
<% if "accountPanels" in places %>
      {accountPanels.map((Panel, index) => (
        <Panel key={index} user={user} />
      ))}
<% endif %>
    </section>
  );
}

function AccountFacts({ user }: { user: User }) {
  return (
    <dl className="facts card">
      <div>
        <dt>E-mail address</dt>
        <dd>{user.email}</dd>
      </div>
<% if username %>
      <div>
        <dt>User name</dt>
        <dd>{user.username}</dd>
      </div>
<% endif %>
      <div>
        <dt>Role</dt>
        <dd>{roles[user.role]}</dd>
      </div>
      <div>
        <dt>Member since</dt>
        <dd>{formatDate(user.created_at)}</dd>
      </div>
    </dl>
  );
}
