/** Where to go after signing in. */

/** Only paths of this application: `//host` and `/\host` would lead elsewhere. */
export function nextPath(params: URLSearchParams): string {
  const next = params.get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
}
