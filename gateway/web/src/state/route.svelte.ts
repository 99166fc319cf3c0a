// Where the person is, from the address's fragment. The address is the only place where it is kept.

export type Face = 'talk' | 'activity' | 'replay';
export type Route = { at: 'home' } | { at: 'session'; id: string; face: Face; seq: number | null };

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [, place, id, face] = path.split('/');
  if (place !== 's' || !id) return { at: 'home' };
  const seq = Number(new URLSearchParams(query).get('seq'));
  return {
    at: 'session',
    id,
    face: face === 'activity' || face === 'replay' ? face : 'talk',
    seq: Number.isSafeInteger(seq) && seq > 0 ? seq : null,
  };
}

export function address(route: Route): string {
  if (route.at === 'home') return '#/';
  const face = route.face === 'talk' ? '' : `/${route.face}`;
  return `#/s/${route.id}${face}${route.seq === null ? '' : `?seq=${route.seq}`}`;
}

class Here {
  route = $state.raw<Route>(readRoute(location.hash));

  constructor() {
    addEventListener('hashchange', () => (this.route = readRoute(location.hash)));
  }

  go(route: Route): void {
    location.hash = address(route);
  }

  /** Without an entry in the history: for what changes while one looks. */
  replace(route: Route): void {
    history.replaceState(history.state, '', address(route));
    this.route = route;
  }
}

export const here = new Here();
