// Names of the team's members as people read them.

const NAMES: Record<string, string> = {
  session: 'Session',
  person: 'You',
  orchestrator: 'Orchestrator',
  database: 'Database',
  frontend: 'Frontend',
  backend: 'Backend',
  tester: 'Tester',
  security: 'Security',
  devops: 'DevOps',
  docs: 'Docs',
  consensus: 'Consensus',
};

export const nameOf = (role: string): string => NAMES[role] ?? capital(role);

/** Two letters for a badge. */
export function initials(role: string): string {
  const known: Record<string, string> = {
    session: 'S',
    person: 'Yo',
    devops: 'Dv',
    database: 'Db',
    docs: 'Dc',
  };
  return known[role] ?? nameOf(role).slice(0, 2);
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const plain = (text: string): string => text.replaceAll('_', ' ');
