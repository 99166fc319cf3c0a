// Lives of agents.
import type { Event, SupervisionEvent } from '../protocol/event.ts';
import type { AgentView, View } from '../protocol/view.ts';

const UNKNOWN: AgentView = { incarnation: 0, state: 'running', restarts: 0, restarts_at_ms: [], why: '' };

export function supervision(view: View, event: Event, body: SupervisionEvent): void {
  const known = view.agents[body.role] ?? UNKNOWN;
  view.agents[body.role] = { ...known, ...change(known, event, body) };
}

function change(known: AgentView, event: Event, body: SupervisionEvent): Partial<AgentView> {
  switch (body.kind) {
    case 'agent_started':
      return { incarnation: body.incarnation, state: 'running' };
    case 'agent_failed':
      return { why: body.why };
    case 'agent_restarting':
      return {
        incarnation: body.incarnation,
        state: 'restarting',
        restarts: known.restarts + 1,
        restarts_at_ms: [...known.restarts_at_ms, event.at_ms],
      };
    case 'gave_up':
      return { state: 'given_up', why: body.why };
    case 'agent_stopped':
      return { state: 'stopped' };
    default:
      return body satisfies never;
  }
}
