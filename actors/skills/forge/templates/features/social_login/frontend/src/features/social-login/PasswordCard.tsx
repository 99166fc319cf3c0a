/** The password on the account page: changed by who has one, chosen by who came in without. */
import { PasswordForm } from '../account/PasswordForm';
import { FirstPasswordForm } from './FirstPasswordForm';
import { useSignInWays } from './useSignInWays';

export function PasswordCard() {
  const ways = useSignInWays();
  const none = ways.data?.has_password === false;
  return (
    <section className="card" aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      {none ? <FirstPasswordForm /> : <PasswordForm />}
    </section>
  );
}
