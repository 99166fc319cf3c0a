import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { REFRESH_MS } from './HealthPage';
import type { MetricsSummary } from './api';
import { formatDuration, formatEstimate, formatMoment, formatShare } from './figures';

const SUMMARY = 'GET /metrics/summary';
const busy = {
  method: 'GET',
  route: '/api/v1/users/{user_id}',
  requests: 1234,
  error_share: 0.125,
  p50_ms: 4.2,
  p95_ms: 250,
};
const slow = { ...busy, method: 'POST', requests: 3, error_share: 0, p95_ms: 10_000 };
const summary: MetricsSummary = {
  read_at: '2030-01-15T10:00:07Z',
  started_at: '2030-01-14T08:30:00Z',
  longest_ms: 10_000,
  health: {
    status: 'down',
    checked_at: '2030-01-15T10:00:05Z',
    components: [
      { name: 'database', state: 'ok', reason: 'It answers.', latency_ms: 0.4 },
      { name: 'file_storage', state: 'degraded', reason: '512 MiB are free.', latency_ms: 0.1 },
      { name: 'mail_server', state: 'down', reason: 'No connection.', latency_ms: 2000 },
    ],
  },
  busiest: [busy],
  slowest: [slow],
};
const well: MetricsSummary = {
  ...summary,
  read_at: '2030-01-15T10:00:22Z',
  health: { ...summary.health, status: 'ok' },
  busiest: [],
};

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin')).on(SUMMARY, summary);
});

describe('the system’s health', () => {
  it('shows each component by word and sign, with the reason and how long it took', async () => {
    renderApp('/admin/health');
    const table = await screen.findByRole('table', { name: 'Components' });
    for (const [name, word, reason, took] of [
      ['Database', 'OK', 'It answers.', '0.4 ms'],
      ['File storage', 'Degraded', '512 MiB are free.', '0.1 ms'],
      ['Mail server', 'Down', 'No connection.', '2 s'],
    ] as const) {
      const row = within(table).getByRole('row', { name: new RegExp(`^${name}`) });
      expect(within(row).getByText(word).querySelector('svg path')).not.toBeNull();
      expect(within(row).getByText(reason)).toBeInTheDocument();
      expect(within(row).getByText(took)).toBeInTheDocument();
    }
    expect(screen.getByText('Something does not work.')).toHaveAttribute('role', 'status');
    expect(screen.getByText(formatMoment(summary.read_at))).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'System health' })).toBeInTheDocument();
  });

  it('shows the busiest and the slowest routes', async () => {
    renderApp('/admin/health');
    const busiest = await screen.findByRole('table', { name: 'Busiest routes' });
    expect(within(busiest).getByText('GET /api/v1/users/{user_id}')).toBeInTheDocument();
    for (const text of ['1234', '12.5 %', '4.2 ms', '250 ms']) {
      expect(within(busiest).getByText(text)).toBeInTheDocument();
    }
    const slowest = screen.getByRole('table', { name: 'Slowest routes' });
    expect(within(slowest).getByText('10 s or more')).toBeInTheDocument();
  });

  it('is read again when somebody wants it', async () => {
    renderApp('/admin/health');
    await screen.findByText('Something does not work.');
    api.on(SUMMARY, well);
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByText('Everything works.')).toBeInTheDocument();
    expect(screen.getByText(formatMoment(well.read_at))).toBeInTheDocument();
    expect(screen.getByText('Nobody has asked for anything since the start.')).toBeInTheDocument();
  });

  it('is read once however often the button is pressed meanwhile', async () => {
    renderApp('/admin/health');
    await screen.findByText('Something does not work.');
    let answer: (value: { status: number; body: unknown }) => void = () => undefined;
    api.handle(SUMMARY, () => new Promise((resolve) => (answer = resolve)));
    const button = screen.getByRole('button', { name: 'Refresh' });
    await userEvent.dblClick(button);
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(api.count(SUMMARY)).toBe(2);
    answer({ status: 200, body: well });
    expect(await screen.findByText('Everything works.')).toBeInTheDocument();
  });

  it('is read again by itself', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      renderApp('/admin/health');
      await screen.findByText('Something does not work.');
      const before = api.count(SUMMARY);
      await act(() => vi.advanceTimersByTimeAsync(REFRESH_MS));
      await waitFor(() => {
        expect(api.count(SUMMARY)).toBe(before + 1);
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps what was read when it cannot be read again, and says so', async () => {
    renderApp('/admin/health');
    await screen.findByText('Something does not work.');
    api.fails(SUMMARY, 400, 'Not now.');
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('could not be read again');
    expect(screen.getByRole('alert')).toHaveTextContent('Not now.');
    expect(screen.getByRole('table', { name: 'Components' })).toBeInTheDocument();
  });

  it('that did not load can be asked for again', async () => {
    api.fails(SUMMARY, 400, 'Not now.');
    renderApp('/admin/health');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    expect(screen.queryByRole('table')).toBeNull();
    api.on(SUMMARY, { ...summary, health: { ...summary.health, status: 'degraded' } });
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('Everything answers, but something needs attention.'),
    ).toBeInTheDocument();
  });
});

describe('figures', () => {
  it('have the unit that people read most easily', () => {
    expect(formatDuration(0)).toBe('0 ms');
    expect(formatDuration(9.96)).toBe('10 ms');
    expect(formatDuration(249.6)).toBe('250 ms');
    expect(formatDuration(1250)).toBe('1.3 s');
    expect(formatEstimate(9999, 10_000)).toBe('10 s');
    expect(formatEstimate(10_000, 10_000)).toBe('10 s or more');
    expect(formatShare(0)).toBe('0 %');
    expect(formatShare(0.0004)).toBe('less than 0.1 %');
    expect(formatShare(1)).toBe('100 %');
  });
});
