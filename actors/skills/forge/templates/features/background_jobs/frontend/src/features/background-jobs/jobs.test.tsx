import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { formatTime } from '../../schema/format';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleId } from '../../test/samples';
import type { BackgroundJob } from './api';

const JOBS = 'GET /admin/jobs';
const dead: BackgroundJob = {
  id: sampleId(1),
  kind: 'letters.send',
  state: 'dead',
  attempts: 8,
  run_after: null,
  last_error: 'Nobody opened.',
  created_at: '2030-01-15T10:00:00Z',
  finished_at: '2030-01-15T20:00:00Z',
};
const again: BackgroundJob = {
  ...dead,
  id: sampleId(2),
  kind: 'reports.write',
  state: 'queued',
  attempts: 1,
  run_after: '2030-01-16T10:00:00Z',
  finished_at: null,
};
const fresh: BackgroundJob = { ...again, id: sampleId(3), attempts: 0, last_error: null };
const RETRY = `POST /admin/jobs/${dead.id}/retry`;

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi()
    .signedIn(accountOf('admin'))
    .on(JOBS, pageOf([dead, again, fresh], 45))
    .on('GET /admin/jobs/counts', { queued: 2, running: 0, done: 7, dead: 1 });
});

describe('jobs', () => {
  it('are listed with their states, counted, and with what went wrong', async () => {
    renderApp('/admin/jobs');
    expect(await screen.findAllByText('Nobody opened.')).toHaveLength(2);
    expect(screen.getByText(`Again ${formatTime('2030-01-16T10:00:00Z')}`)).toBeInTheDocument();
    expect(screen.getByText(formatTime('2030-01-15T20:00:00Z'))).toBeInTheDocument();
    expect(await screen.findByRole('option', { name: 'Dead (1)' })).toBeInTheDocument();
    expect(screen.getByText('7 done')).toBeInTheDocument();
    expect(screen.getByText('Page 1 of 3')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Jobs' })).toBeInTheDocument();
  });

  it('that are dead, and no others, are run again', async () => {
    api.on(RETRY, { ...dead, state: 'queued' });
    renderApp('/admin/jobs');
    await userEvent.click(await screen.findByRole('button', { name: 'Run letters.send again' }));
    expect(await screen.findByText('The job will be run again')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Run reports.write again' })).toBeNull();
    await waitFor(() => {
      expect(api.count(JOBS)).toBe(2);
    });
  });

  it('that cannot be run again say why', async () => {
    api.fails(RETRY, 409, 'This job is queued.');
    renderApp('/admin/jobs');
    await userEvent.click(await screen.findByRole('button', { name: 'Run letters.send again' }));
    expect(await screen.findByText('This job is queued.')).toBeInTheDocument();
  });

  it('are narrowed by the address', async () => {
    renderApp('/admin/jobs?page=2');
    await userEvent.selectOptions(await screen.findByLabelText('State'), 'dead');
    await waitFor(() => {
      expect(api.last(JOBS)?.query.get('state')).toBe('dead');
    });
    api.on(JOBS, pageOf([]));
    await userEvent.selectOptions(screen.getByLabelText('State'), 'running');
    expect(await screen.findByText('No jobs match')).toBeInTheDocument();
    await userEvent.selectOptions(screen.getByLabelText('State'), '');
    await waitFor(() => {
      expect(api.last(JOBS)?.query.has('state')).toBe(false);
    });
  });

  it('that did not load can be asked for again', async () => {
    api.fails(JOBS, 400, 'Not now.').fails('GET /admin/jobs/counts', 400, 'Not now.');
    renderApp('/admin/jobs');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    api.on(JOBS, pageOf([]));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('There are no jobs')).toBeInTheDocument();
  });
});
