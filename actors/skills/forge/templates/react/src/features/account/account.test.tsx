import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { passwordLengthMin } from '../../config';
import { accountOf, FakeApi, tokens } from '../../test/fakeApi';
import { fill } from '../../test/form';
import { renderApp } from '../../test/renderApp';
import type { FieldSpec } from '../../schema/entity';
import { asText } from '../../schema/format';
import { sampleValue } from '../../test/samples';
import { credentialFields, profileFields } from './fields';
import { nextPath } from './nextPath';

const PASSWORD = 'p'.repeat(passwordLengthMin);
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const address = () => screen.getByTestId('address').textContent;
const asked = [...credentialFields, ...profileFields].filter(({ required }) => required);
<% if username %>

function valueOf(field: FieldSpec): string {
  return field.name === 'username' ? 'ada.l' : asText(sampleValue(field, 1));
}
<% else %>

function valueOf(field: FieldSpec): string {
  return asText(sampleValue(field, 1));
}
<% endif %>

describe('logging in', () => {
  it('goes on to the page that asked for it', async () => {
    const api = new FakeApi()
      .on('POST /auth/login', tokens('fresh'))
      .on('GET /auth/me', accountOf('admin'));
    renderApp('/login?next=%2Faccount');
    fill('login', ' ada@example.com ');
    fill('password', PASSWORD);
    await press('Log in');
    expect(await screen.findByRole('heading', { name: 'Your account' })).toBeInTheDocument();
    expect(api.last('POST /auth/login')?.body).toEqual({
      login: 'ada@example.com',
      password: PASSWORD,
    });
  });

  it('says what is missing and what was wrong', async () => {
    new FakeApi().fails('POST /auth/login', 401, 'Wrong login or password.');
    renderApp('/login');
    await press('Log in');
    expect(screen.getByRole('alert')).toHaveTextContent('Password: Fill this in');
    expect(screen.getByRole('alert')).toHaveFocus();
    fill('login', 'ada@example.com');
    fill('password', 'wrong');
    await press('Log in');
    expect(await screen.findByText('Wrong login or password.')).toBeInTheDocument();
  });
});

describe('signing up', () => {
  it('makes the account and signs in', async () => {
    const api = new FakeApi()
      .on('POST /auth/register', accountOf('admin'), 201)
      .on('POST /auth/login', tokens('fresh'))
      .on('GET /auth/me', accountOf('admin'));
    renderApp('/register');
    for (const field of asked) fill(field.name, valueOf(field));
    fill('password', PASSWORD);
    await press('Sign up');
    await waitFor(() => {
      expect(address()).toBe('/');
    });
    const values = asked.map((field) => [field.name, valueOf(field)] as const);
    expect(api.last('POST /auth/register')?.body).toMatchObject({
      ...Object.fromEntries(values),
      password: PASSWORD,
    });
  });

  it('checks before it asks the server, and places what the server says', async () => {
    const details = [{ field: 'email', message: 'This address is taken' }];
    const api = new FakeApi().fails('POST /auth/register', 409, 'Taken', details);
    renderApp('/register');
    fill('password', 'short');
    await press('Sign up');
    expect(screen.getByLabelText(/^E-mail address/)).toHaveAccessibleDescription(/Fill this in/);
    expect(api.count('POST /auth/register')).toBe(0);
    for (const field of asked) fill(field.name, valueOf(field));
    fill('password', PASSWORD);
    await press('Sign up');
    await waitFor(() => {
      expect(screen.getByLabelText(/^E-mail address/)).toHaveAccessibleDescription(/is taken/);
    });
  });
});

describe('the account page', () => {
  it('saves the profile', async () => {
    const user = accountOf('admin');
    const api = new FakeApi().signedIn(user);
    api.on('PATCH /auth/me', { ...user, display_name: 'Countess' });
    renderApp('/account');
    await screen.findByRole('heading', { name: 'Profile' });
    fill('display_name', 'Countess');
    await press('Save profile');
    expect(await screen.findByText('Profile saved')).toBeInTheDocument();
    expect(api.last('PATCH /auth/me')?.body).toMatchObject({ display_name: 'Countess' });
    expect(screen.getByRole('link', { name: /Countess/ })).toBeInTheDocument();
  });

  it('changes the password', async () => {
    const api = new FakeApi().signedIn(accountOf('admin')).on('POST /auth/password', null, 204);
    renderApp('/account');
    await screen.findByRole('heading', { name: 'Password' });
    await press('Change password');
    expect(screen.getByRole('alert')).toHaveTextContent('Current password: Fill this in');
    fill('current_password', 'the old one');
    fill('new_password', PASSWORD);
    await press('Change password');
    expect(await screen.findByText(/Password changed/)).toBeInTheDocument();
    expect(api.last('POST /auth/password')?.body).toEqual({
      current_password: 'the old one',
      new_password: PASSWORD,
    });
  });

  it('refuses a password that is too long', async () => {
    new FakeApi().signedIn(accountOf('admin'));
    renderApp('/account');
    await screen.findByRole('heading', { name: 'Password' });
    fill('current_password', 'the old one');
    fill('new_password', 'p'.repeat(129));
    await press('Change password');
    expect(screen.getByRole('alert')).toHaveTextContent('Use at most 128 characters');
  });
});

describe('nextPath', () => {
  it.each([
    ['next=/account', '/account'],
    ['next=//elsewhere.example', '/'],
    ['next=/%5Celsewhere.example', '/'],
    ['next=https://elsewhere.example', '/'],
    ['', '/'],
  ])('of %s is %s', (search, expected) => {
    expect(nextPath(new URLSearchParams(search))).toBe(expected);
  });
});
