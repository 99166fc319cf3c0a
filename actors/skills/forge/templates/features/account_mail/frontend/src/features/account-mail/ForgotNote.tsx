/** Where those go who do not know their password any more. */
import { Link } from 'react-router-dom';

export function ForgotNote() {
  return (
    <p className="muted">
      <Link to="/forgot-password">Forgot your password?</Link>
    </p>
  );
}
