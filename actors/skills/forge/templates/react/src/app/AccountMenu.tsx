/** Logging in and out, and the way to one's account. */
import { Link, useNavigate } from 'react-router-dom';
import { errorMessage } from '../api/errors';
import { useAuth } from '../auth/AuthContext';
import { Avatar } from '../ui/Avatar';
import { useToast } from '../ui/toasts';

export function AccountMenu() {
  const { state, logOut } = useAuth();
  const navigate = useNavigate();
  const notify = useToast();
  if (state.status === 'loading') return <span className="skeleton skeleton-menu" aria-hidden />;
  if (!state.user) {
    return (
      <div className="actions">
        <Link className="button button-quiet" to="/login">
          Log in
        </Link>
        <Link className="button button-primary" to="/register">
          Sign up
        </Link>
      </div>
    );
  }

  const leave = async () => {
    await navigate('/');
    try {
      await logOut();
      notify('You are logged out');
    } catch (error) {
      notify(`You are logged out here. ${errorMessage(error)}`);
    }
  };

  return (
    <div className="actions">
      <Link className="person account-link" to="/account">
        <Avatar name={state.user.display_name} />
        <span>{state.user.display_name}</span>
      </Link>
      <button type="button" className="button button-quiet" onClick={() => void leave()}>
        Log out
      </button>
    </div>
  );
}
