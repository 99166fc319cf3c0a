import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { fill } from '../../test/form';
import { renderApp } from '../../test/renderApp';
import { judge } from './judge';

const policy = {
  length_min: 12,
  needs_upper: false,
  needs_digit: false,
  needs_sign: false,
  reuse_refused: 5,
  expires_days: 0,
};

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi().on('GET /auth/password-policy', policy);
});

describe('a new password', () => {
  it('is measured while it is typed', async () => {
    renderApp('/register');
    expect(await screen.findByText(/do not belong together/u)).toBeInTheDocument();
    expect(screen.queryByRole('meter')).toBeNull();
    fill('password', 'aaaa1234aaaa1234');
    expect(screen.getByRole('meter', { name: 'Password strength' })).toHaveAttribute('value', '1');
    fill('password', 'quiet otters build canoes');
    expect(screen.getByRole('meter', { name: 'Password strength' })).toHaveAttribute('value', '4');
    expect(screen.getByText('Strong.')).toBeInTheDocument();
  });

  it('is told what it needs where that is set', async () => {
    api.on('GET /auth/password-policy', { ...policy, needs_upper: true, needs_digit: true });
    api.signedIn(accountOf('admin'));
    renderApp('/account');
    expect(await screen.findByText('It needs a capital letter, a digit.')).toBeInTheDocument();
    expect(screen.queryByRole('meter')).toBeNull();
  });

  it('is measured where the rules did not come', async () => {
    api.fails('GET /auth/password-policy', 400, 'Not now.');
    renderApp('/register');
    fill('password', 'a');
    expect(await screen.findByText('Weak.')).toBeInTheDocument();
  });
});

describe('the measure', () => {
  it.each([
    ['', 0],
    ['short', 1],
    ['abababababab', 1],
    ['qwertyuiop123', 1],
    ['otters-4321-canoes', 2],
    ['ottercanoes1', 2],
    ['otter-canoe-7', 3],
    ['otter-canoe-in-the-rain', 4],
  ])('of %j is %i', (password, score) => {
    expect(judge(password, 12).score).toBe(score);
  });
});
