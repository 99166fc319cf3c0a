import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { allEntities } from '../../entities';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleId } from '../../test/samples';
import type { Group, Hit, Results } from './api';

const KEY = 'key-of-a-kind';
const [entity] = allEntities;
const kind = entity?.key ?? KEY;
const title = entity?.titlePlural ?? KEY;

let api: FakeApi;
const field = () => screen.findByRole('searchbox', { name: 'Search everything' });
const address = () => screen.getByTestId('address');

function hitOf(number: number, changes: Partial<Hit> = {}): Hit {
  return {
    kind,
    id: sampleId(number),
    title: [
      { text: `Hit ${number} `, hit: false },
      { text: 'found', hit: true },
    ],
    snippet: [{ text: '<b>not bold</b>', hit: true }],
    updated_at: '2030-01-15T10:00:00Z',
    ...changes,
  };
}

function resultsOf(groups: readonly Group[], corrected: string | null = null): Results {
  return { corrected, groups };
}

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
  api.on('GET /search', resultsOf([{ kind, total: 7, hits: [hitOf(1), hitOf(2)] }]));
  api.on(`GET /search/${kind}`, pageOf([hitOf(3)], 45));
});

describe('the search', () => {
  it('is in the header, and leads to what it found', async () => {
    renderApp('/');
    await userEvent.type(await field(), '  two words {Enter}');
    expect(await screen.findByRole('heading', { name: 'Search' })).toBeInTheDocument();
    expect(address()).toHaveTextContent('/search?q=two+words');
    const group = await screen.findByRole('region', { name: title });
    const [first] = within(group).getAllByRole('listitem');
    expect(first).toHaveTextContent('Hit 1 found');
    expect(within(group).getByRole('link', { name: 'Hit 1 found' })).toHaveAttribute(
      'href',
      `/${kind}/${sampleId(1)}`,
    );
    expect(api.last('GET /search')?.query.get('q')).toBe('two words');
    expect(api.last('GET /search')?.token).not.toBeNull();
  });

  it('marks words, and shows what people write as text', async () => {
    const { container } = renderApp('/search?q=found');
    expect(await screen.findAllByText('<b>not bold</b>')).toHaveLength(2);
    const marked = [...container.querySelectorAll('mark')].map(({ textContent }) => textContent);
    expect(marked).toEqual(['found', '<b>not bold</b>', 'found', '<b>not bold</b>']);
    expect(container.querySelector('.hits b')).toBeNull();
  });

  it('has all of one kind on pages', async () => {
    renderApp('/search?q=found');
    await userEvent.click(await screen.findByRole('link', { name: `All 7 ${title}` }));
    expect(await screen.findByText('Page 1 of 3')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('link', { name: 'Next' }));
    expect(await screen.findByText('Page 2 of 3')).toBeInTheDocument();
    const asked = api.last(`GET /search/${kind}`)?.query;
    expect(asked?.get('q')).toBe('found');
    expect(asked?.get('<% if page %>page<% else %>offset<% endif %>')).toBe('<% if page %>2<% else %>20<% endif %>');
    const tabs = screen.getByRole('navigation', { name: 'Kinds' });
    const current = within(tabs).getByRole('link', { current: 'page' });
    expect(current).toHaveTextContent(`${title} (7)`);
    await userEvent.click(within(tabs).getByRole('link', { name: 'All' }));
    expect(address()).toHaveTextContent('/search?q=found');
  });

  it('says for what it looked where nothing has the words as written', async () => {
    const groups = [{ kind, total: 1000, hits: [hitOf(1)] }];
    api.on('GET /search', resultsOf(groups, 'found'));
    renderApp('/search?q=fuond');
    const told = await screen.findByText(/Nothing has “fuond”/);
    expect(told).toHaveTextContent('This is found for found: 1000 or more hits');
    const tabs = screen.getByRole('navigation', { name: 'Kinds' });
    await userEvent.click(within(tabs).getByRole('link', { name: `${title} (1000 or more)` }));
    await waitFor(() => {
      expect(api.last(`GET /search/${kind}`)?.query.get('q')).toBe('found');
    });
  });

  it('says that nothing was found', async () => {
    api.on('GET /search', resultsOf([]));
    renderApp('/search?q=nothing');
    expect(await screen.findByText('Nothing found for “nothing”')).toBeInTheDocument();
  });

  it('tells of what went wrong and tries again', async () => {
    api.fails('GET /search', 503, 'Busy.');
    renderApp('/search?q=found');
    await screen.findByText('Busy.');
    api.on('GET /search', resultsOf([{ kind, total: 1, hits: [hitOf(1)] }]));
    await userEvent.click(screen.getByRole('button', { name: /again/ }));
    expect(await screen.findByText('1 hit')).toBeInTheDocument();
  });

  it('looks while one types, once for several letters', async () => {
    renderApp('/search?q=');
    await userEvent.type(await field(), 'abc');
    await waitFor(() => {
      expect(address()).toHaveTextContent('/search?q=abc');
    });
    expect(await screen.findByText('7 hits')).toBeInTheDocument();
    expect(api.asked.filter(({ route }) => route === 'GET /search')).toHaveLength(1);
  });

  it('asks for nothing without words', async () => {
    renderApp('/search');
    await userEvent.type(await field(), '  {Enter}');
    expect(api.count('GET /search')).toBe(0);
  });

  it('names what has no name by its kind', async () => {
    const hits = [hitOf(1, { title: [] })];
    api.on('GET /search', resultsOf([{ kind, total: 1, hits }]));
    renderApp('/search?q=found');
    const name = `${entity?.title ?? ''} without a name`;
    expect(await screen.findByRole('link', { name })).toBeInTheDocument();
  });
});

describe('the key', () => {
  it('leads to the field from everywhere', async () => {
    renderApp('/');
    const box = await field();
    await userEvent.keyboard('/');
    expect(box).toHaveFocus();
    expect(box).toHaveValue('');
    await userEvent.keyboard('a/b');
    expect(box).toHaveValue('a/b');
  });

  it('is no key while another is held, or a dialog is open', async () => {
    renderApp('/');
    const box = await field();
    await userEvent.keyboard('{Control>}/{/Control}');
    expect(box).not.toHaveFocus();
    const dialog = document.createElement('dialog');
    dialog.setAttribute('open', '');
    document.body.append(dialog);
    await userEvent.keyboard('/');
    expect(box).not.toHaveFocus();
    dialog.remove();
  });

  it('can be turned off', async () => {
    renderApp('/search');
    const box = await field();
    const choice = screen.getByRole('checkbox', { name: /leads to the search/ });
    await userEvent.click(choice);
    choice.blur();
    await userEvent.keyboard('/');
    expect(box).not.toHaveFocus();
    await userEvent.click(choice);
    choice.blur();
    await userEvent.keyboard('/');
    expect(box).toHaveFocus();
  });
});
