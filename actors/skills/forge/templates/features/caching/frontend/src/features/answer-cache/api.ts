/** The cache of answers over HTTP. */
import { get, remove } from '../../api/client';

export type CacheState = {
  /** `off` where no Redis is set. */
  readonly state: 'on' | 'away' | 'off';
  /** Of one process of the server, since it was started. */
  readonly hits: number;
  readonly misses: number;
  /** The longest that an answer is kept. */
  readonly seconds: number;
};

export function readCache(): Promise<CacheState> {
  return get<CacheState>('/admin/cache');
}

export function emptyCache(): Promise<void> {
  return remove('/admin/cache');
}
