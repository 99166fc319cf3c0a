/** The figures of the administrators' dashboard. */
import type { Id } from '../schema/ids';
import { get } from './client';

export type Stats = {
  readonly users: {
    readonly total: number;
    readonly active: number;
    readonly new_last_7_days: number;
  };
  readonly entities: readonly EntityStats[];
  readonly signups_by_day: readonly DayCount[];
  readonly recent: readonly RecentRecord[];
};

export type EntityStats = {
  /** The record kind's name: `post`. */
  readonly entity: string;
  readonly title: string;
  readonly total: number;
  readonly new_last_7_days: number;
};

export type DayCount = {
  /** A calendar date: `2030-01-31`. */
  readonly date: string;
  readonly count: number;
};

export type RecentRecord = {
  readonly entity: string;
  readonly id: Id;
  readonly label: string;
  readonly created_at: string;
};

export function getStats(): Promise<Stats> {
  return get<Stats>('/admin/stats');
}
