/** Background jobs over HTTP. */
import { get, post } from '../../api/client';
import { listParams, type Paged } from '../../api/pages';
import { idText, type Id } from '../../schema/ids';

export const jobStates = ['queued', 'running', 'done', 'dead'] as const;

export type JobState = (typeof jobStates)[number];

export type BackgroundJob = {
  readonly id: Id;
  /** What is done: `webhooks.deliver`. */
  readonly kind: string;
  readonly state: JobState;
  readonly attempts: number;
  /** Not before this moment, while it is queued. */
  readonly run_after: string | null;
  readonly last_error: string | null;
  readonly created_at: string;
  readonly finished_at: string | null;
};

export type JobCounts = Readonly<Record<JobState, number>>;

export function listJobs(page: number, state: string): Promise<Paged<BackgroundJob>> {
  return get<Paged<BackgroundJob>>('/admin/jobs', listParams({ page, filters: { state } }));
}

export function countJobs(): Promise<JobCounts> {
  return get<JobCounts>('/admin/jobs/counts');
}

export function retryJob(id: Id): Promise<BackgroundJob> {
  return post<BackgroundJob>(`/admin/jobs/${idText(id)}/retry`);
}
