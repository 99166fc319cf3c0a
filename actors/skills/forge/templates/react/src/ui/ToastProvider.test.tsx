import { act, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ToastProvider } from './ToastProvider';
import { useToast } from './toasts';

function Bread() {
  const notify = useToast();
  return (
    <button
      type="button"
      onClick={() => {
        notify('Toasted');
      }}
    >
      Toast
    </button>
  );
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a notice', () => {
  it('is read out and goes by itself', () => {
    vi.useFakeTimers();
    render(
      <ToastProvider>
        <Bread />
      </ToastProvider>,
    );
    act(() => {
      screen.getByRole('button').click();
    });
    expect(screen.getByRole('status')).toHaveTextContent('Toasted');
    act(() => {
      vi.advanceTimersByTime(7000);
    });
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });

  it('needs its provider', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(() => render(<Bread />)).toThrow(/ToastProvider/);
  });
});
