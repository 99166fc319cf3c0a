// Where the person is, from the address's fragment. The address is the only place where it is kept.

const FACES = ['talk', 'activity', 'replay', 'compare'] as const;
export type Face = (typeof FACES)[number];
/** `other` is the run that this one is compared with. */
export type Route =
  { at: 'home' } | { at: 'session'; id: string; face: Face; seq: number | null; other?: string | null };

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [, place, id, face] = path.split('/');
  if (place !== 's' || !id) return { at: 'home' };
  const asked = new URLSearchParams(query);
  const seq = Number(asked.get('seq'));
  return {
    at: 'session',
    id,
    face: FACES.find((one) => one === face) ?? 'talk',
    seq: Number.isSafeInteger(seq) && seq > 0 ? seq : null,
    other: asked.get('with'),
  };
}

export function address(route: Route): string {
  if (route.at === 'home') return '#/';
  const face = route.face === 'talk' ? '' : `/${route.face}`;
  const query = route.seq !== null ? `?seq=${route.seq}` : route.other ? `?with=${route.other}` : '';
  return `#/s/${route.id}${face}${query}`;
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
