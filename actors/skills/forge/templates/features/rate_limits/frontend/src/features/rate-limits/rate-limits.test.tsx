import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, errorMessage, readError } from '../../api/errors';
import { ErrorState } from '../../ui/states';

function refused(): Promise<ApiError> {
  const body = { error: { code: 'rate_limited', message: 'Too many requests.', details: [] } };
  const headers = { 'Retry-After': '30' };
  return readError(new Response(JSON.stringify(body), { status: 429, headers }));
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a request too many', () => {
  it('says how long to wait, and asks no sooner', async () => {
    const error = await refused();
    expect(errorMessage(error)).toBe('Too many requests. Try again in 30 seconds.');
    const ask = vi.fn();
    render(<ErrorState error={error} onRetry={ask} />);
    const button = screen.getByRole('button', { name: 'Try again' });
    expect(button).toBeDisabled();
    act(() => {
      vi.advanceTimersByTime(29_999);
    });
    expect(button).toBeDisabled();
    act(() => {
      vi.advanceTimersByTime(1);
    });
    expect(button).toBeEnabled();
    expect(ask).not.toHaveBeenCalled();
    button.click();
    expect(ask).toHaveBeenCalledOnce();
  });
});

describe('a second one in a row', () => {
  it('is a new wait, also of as many seconds', async () => {
    const { rerender } = render(<ErrorState error={await refused()} onRetry={vi.fn()} />);
    act(() => {
      vi.advanceTimersByTime(30_000);
    });
    const button = screen.getByRole('button', { name: 'Try again' });
    expect(button).toBeEnabled();
    rerender(<ErrorState error={await refused()} onRetry={vi.fn()} />);
    expect(button).toBeDisabled();
    act(() => {
      vi.advanceTimersByTime(30_000);
    });
    expect(button).toBeEnabled();
  });
});

describe('another error', () => {
  it('can be tried again at once', () => {
    render(<ErrorState error={new ApiError('internal', 'Oh.', 500)} onRetry={vi.fn()} />);
    expect(screen.getByRole('button', { name: 'Try again' })).toBeEnabled();
  });
});
