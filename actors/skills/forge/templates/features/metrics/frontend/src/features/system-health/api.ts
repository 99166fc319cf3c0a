/** The product's health and its busiest routes over HTTP. */
import { get } from '../../api/client';

export type HealthState = 'ok' | 'degraded' | 'down';

export type HealthComponent = {
  /** `mail_server` */
  readonly name: string;
  readonly state: HealthState;
  readonly reason: string;
  readonly latency_ms: number;
};

export type RouteFigures = {
  readonly method: string;
  /** Its template: `/api/v1/users/{user_id}`. */
  readonly route: string;
  readonly requests: number;
  /** Of answers that were the server's own fault, from 0 to 1. */
  readonly error_share: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
};

/** Of one process of the server, since it was started. */
export type MetricsSummary = {
  readonly read_at: string;
  readonly started_at: string;
  /** Of what took longer nothing more is known. */
  readonly longest_ms: number;
  readonly health: {
    readonly status: HealthState;
    readonly checked_at: string;
    readonly components: readonly HealthComponent[];
  };
  readonly busiest: readonly RouteFigures[];
  readonly slowest: readonly RouteFigures[];
};

export function readSummary(): Promise<MetricsSummary> {
  return get<MetricsSummary>('/metrics/summary');
}
