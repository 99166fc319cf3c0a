import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { mayEver } from '../auth/rules';
import { product } from '../config';
import { allEntities } from '../entities';
import { accountOf, FakeApi, pageOf } from '../test/fakeApi';
import { renderApp } from '../test/renderApp';
import { sampleRecord } from '../test/samples';
import { applyStoredTheme } from '../ui/theme';

let api: FakeApi;
const shown = allEntities.filter(({ inNavigation }) => inNavigation);
const open = shown.filter(({ rules }) => mayEver(rules.list, null));

beforeEach(() => {
  api = new FakeApi();
});

describe('the start', () => {
  it('shows a visitor the product and what is open to all', async () => {
    for (const entity of open) api.on(`GET /${entity.key}`, pageOf([sampleRecord(entity)]));
    renderApp('/');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent(product.title);
    expect(screen.getByRole('link', { name: 'Create an account' })).toBeInTheDocument();
    for (const { titlePlural } of open) {
      const name = `Latest ${titlePlural.toLowerCase()}`;
      expect(await screen.findByRole('heading', { name })).toBeInTheDocument();
    }
  });

  it('greets who is signed in and offers what they may add', async () => {
    for (const { key } of shown) api.fails(`GET /${key}`, 400, 'Not now.');
    api.signedIn(accountOf('admin'));
    renderApp('/');
    expect(await screen.findByText(/Welcome back, Ada/)).toBeInTheDocument();
    for (const { title, key } of shown) {
      const link = screen.getByRole('link', { name: `New ${title.toLowerCase()}` });
      expect(link).toHaveAttribute('href', `/${key}/new`);
    }
    await waitFor(() => {
      expect(screen.queryAllByText('Not now.')).toHaveLength(shown.length);
    });
  });
});

describe('the frame', () => {
  it('leads administrators to their area', async () => {
    api.signedIn(accountOf('admin'));
    renderApp('/');
    expect(await screen.findByRole('link', { name: 'Admin' })).toHaveAttribute('href', '/admin');
  });

  it('opens and closes the menu of small screens', async () => {
    renderApp('/');
    const menu = screen.getByRole('button', { name: 'Menu' });
    await userEvent.click(menu);
    expect(menu).toHaveAttribute('aria-expanded', 'true');
    await userEvent.click(screen.getByRole('link', { name: 'Log in' }));
    expect(menu).toHaveAttribute('aria-expanded', 'false');
    expect(screen.getByRole('main')).toHaveFocus();
  });

  it('keeps the theme that was chosen', async () => {
    renderApp('/');
    await userEvent.click(screen.getByRole('button', { name: 'Use the dark theme' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
    delete document.documentElement.dataset.theme;
    applyStoredTheme();
    expect(document.documentElement.dataset.theme).toBe('dark');
    await userEvent.click(screen.getByRole('button', { name: 'Use the light theme' }));
    expect(document.documentElement.dataset.theme).toBe('light');
  });

  it('follows the system until then', () => {
    vi.stubGlobal('matchMedia', () => ({ matches: true }));
    applyStoredTheme();
    renderApp('/');
    expect(screen.getByRole('button', { name: 'Use the light theme' })).toBeInTheDocument();
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });

  it.each(['/nowhere', '/admin/nowhere'])('says that there is nothing at %s', async (path) => {
    api.signedIn(accountOf('admin'));
    renderApp(path);
    expect(await screen.findByRole('heading', { name: 'Page not found' })).toBeInTheDocument();
  });
});
