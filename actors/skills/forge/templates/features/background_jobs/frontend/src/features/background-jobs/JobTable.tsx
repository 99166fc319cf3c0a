/** Jobs as rows; a dead one can be run again. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { errorMessage } from '../../api/errors';
import { formatTime, humanize } from '../../schema/format';
import { Badge } from '../../ui/Badge';
import { Table } from '../../ui/Table';
import { useToast } from '../../ui/toasts';
import { retryJob, type BackgroundJob } from './api';

const titles = ['Job', 'Since', 'State', 'Attempts', 'What went wrong', 'Action'];

/** Colours of the states' badges: green is good, red is not. */
const tones: Readonly<Record<BackgroundJob['state'], number>> = {
  queued: 0,
  running: 3,
  done: 1,
  dead: 2,
};

export function JobTable({ jobs }: { jobs: readonly BackgroundJob[] }) {
  return (
    <Table caption="Jobs" titles={titles}>
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} />
      ))}
    </Table>
  );
}

function JobRow({ job }: { job: BackgroundJob }) {
  const queries = useQueryClient();
  const notify = useToast();
  const retry = useMutation({
    mutationFn: () => retryJob(job.id),
    onSuccess: async () => {
      notify('The job will be run again');
      await queries.invalidateQueries({ queryKey: ['jobs'] });
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <tr>
      <th scope="row" data-title="Job">
        {job.kind}
      </th>
      <td data-title="Since">
        <time dateTime={job.created_at}>{formatTime(job.created_at)}</time>
      </td>
      <td data-title="State">
        <Badge tone={tones[job.state]}>{humanize(job.state)}</Badge>
        <p className="muted">{moment(job)}</p>
      </td>
      <td data-title="Attempts">{job.attempts}</td>
      <td data-title="What went wrong">{job.last_error ?? '–'}</td>
      <td data-title="Action">
        {job.state === 'dead' ? (
          <button
            type="button"
            className="button button-small"
            aria-label={`Run ${job.kind} again`}
            disabled={retry.isPending}
            onClick={() => {
              retry.mutate();
            }}
          >
            Run again
          </button>
        ) : (
          '–'
        )}
      </td>
    </tr>
  );
}

/** When it ended, or when it is tried again. */
function moment({ attempts, run_after, finished_at }: BackgroundJob): string {
  if (finished_at !== null) return formatTime(finished_at);
  return run_after !== null && attempts > 0 ? `Again ${formatTime(run_after)}` : '';
}
