/** The administrators' charts over HTTP. */
import { get } from '../../api/client';

export const periods = {
  '7_days': '7 days',
  '30_days': '30 days',
  '90_days': '90 days',
  '12_months': '12 months',
} as const;

export type Period = keyof typeof periods;

export type Step = 'day' | 'week' | 'month';

export type Bucket = {
  /** The first day of the day, week or month: `2030-01-31`. */
  readonly start: string;
  readonly count: number;
};

export type Share = {
  readonly field: string;
  readonly values: readonly {
    /** Null for records without a value. */
    readonly value: string | boolean | null;
    readonly count: number;
  }[];
};

export type NumberOverTime = {
  readonly field: string;
  /** Decimal numbers are sent as text. */
  readonly sum: string;
  /** Null where there is nothing to take it of. */
  readonly average: string | null;
  readonly buckets: readonly {
    readonly start: string;
    readonly sum: string;
    readonly average: string | null;
  }[];
};

export type Charts = {
  readonly step: Step;
  readonly zone: string;
  readonly since: string;
  readonly until: string;
  readonly total: number;
  readonly before: number;
  readonly buckets: readonly Bucket[];
  readonly shares: readonly Share[];
  readonly numbers: readonly NumberOverTime[];
};

export function getCharts(kind: string, period: Period): Promise<Charts> {
  return get<Charts>(`/admin/charts/${kind}`, { period });
}
