/** What a new password has to be, and how hard the one in the field is to guess. */
import { useQuery } from '@tanstack/react-query';
import { passwordLengthMin } from '../../config';
import { getPasswordPolicy, type PasswordPolicy } from './api';
import { judge } from './judge';

const words = ['', 'Weak', 'Fair', 'Good', 'Strong'] as const;

export function PasswordMeter({ password }: { password: string }) {
  const policy = useQuery({
    queryKey: ['password-policy'],
    queryFn: getPasswordPolicy,
    staleTime: Infinity,
  });
  const { score, advice } = judge(password, passwordLengthMin);
  const needs = policy.data ? needsOf(policy.data) : [];
  return (
    <div className="password-meter">
      {score > 0 && (
        <meter
          min={0}
          max={4}
          low={2}
          high={3}
          optimum={4}
          value={score}
          aria-label="Password strength"
        >
          {words[score]}
        </meter>
      )}
      <p className="hint" role="status">
        {score > 0 && <strong>{words[score]}. </strong>}
        {advice}.
      </p>
      {needs.length > 0 && <p className="hint">It needs {needs.join(', ')}.</p>}
      <p className="hint">Leave out your name, your address and well-known passwords.</p>
    </div>
  );
}

function needsOf({ needs_upper, needs_digit, needs_sign }: PasswordPolicy): readonly string[] {
  return [
    ...(needs_upper ? ['a capital letter'] : []),
    ...(needs_digit ? ['a digit'] : []),
    ...(needs_sign ? ['a sign, such as ! or ?'] : []),
  ];
}
