import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { begin, speak } from '../../i18n/begin';
import { en } from '../../i18n/en';
import { catalogueOf, chosenLanguage, keepLanguage, languages } from '../../i18n/languages';
import { choiceName, inSentence, isOne } from '../../i18n/texts';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { showAnew } from './showAnew';

vi.mock('./showAnew', () => ({ showAnew: vi.fn() }));

let api: FakeApi;
const other = languages.find(({ code }) => code !== 'en')?.code ?? 'en';

beforeEach(() => {
  api = new FakeApi();
  vi.mocked(showAnew).mockClear();
});

afterEach(() => {
  speak('en', en);
});

function languageSwitch() {
  return screen.getByRole('combobox', { name: 'Language' });
}

describe('the switch', () => {
  it('names each language as those who speak it do', () => {
    renderApp('/');
    for (const { code, name } of languages) {
      expect(screen.getByRole('option', { name })).toHaveAttribute('lang', code);
    }
    expect(languageSwitch()).toHaveValue('en');
  });

  it('keeps the choice of a visitor on the device and shows it', async () => {
    renderApp('/');
    await userEvent.selectOptions(languageSwitch(), other);
    expect(showAnew).toHaveBeenCalledOnce();
    expect(chosenLanguage()).toBe(other);
    expect(api.asked.some(({ route }) => route.startsWith('PATCH'))).toBe(false);
  });

  it('keeps it with the account of who is signed in', async () => {
    api.signedIn(accountOf('admin')).on('PATCH /auth/me/language', { language: other });
    renderApp('/');
    await screen.findByRole('button', { name: 'Log out' });
    await userEvent.selectOptions(languageSwitch(), other);
    await waitFor(() => {
      expect(showAnew).toHaveBeenCalledOnce();
    });
    const saved = api.asked.find(({ route }) => route === 'PATCH /auth/me/language');
    expect(saved?.body).toEqual({ language: other });
  });

  it('shows it here also when the account could not be told', async () => {
    api.signedIn(accountOf('admin')).fails('PATCH /auth/me/language', 400, 'Not now.');
    renderApp('/');
    await screen.findByRole('button', { name: 'Log out' });
    await userEvent.selectOptions(languageSwitch(), other);
    expect(await screen.findByText(/could not be kept with your account/)).toBeInTheDocument();
    expect(showAnew).toHaveBeenCalledOnce();
  });

  it('follows what the account chose on another device', async () => {
    api.signedIn(accountOf('admin')).on('GET /auth/me/language', { language: other });
    renderApp('/');
    await waitFor(() => {
      expect(showAnew).toHaveBeenCalledOnce();
    });
    expect(chosenLanguage()).toBe(other);
  });

  it('loads nothing anew where nothing is kept', async () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('full');
    });
    renderApp('/');
    await userEvent.selectOptions(languageSwitch(), other);
    expect(showAnew).not.toHaveBeenCalled();
  });
});

describe('the language', () => {
  it('is the first of the browser’s that there is', () => {
    vi.stubGlobal('navigator', { languages: ['tlh', `${other}-XX`, 'en'] });
    expect(chosenLanguage()).toBe(other);
    keepLanguage('en');
    expect(chosenLanguage()).toBe('en');
    localStorage.setItem('language', '../en');
    expect(chosenLanguage()).toBe(other);
  });

  it('is the default where the browser has none of them', () => {
    vi.stubGlobal('navigator', { languages: ['tlh'] });
    expect(chosenLanguage()).toBe(languages[0].code);
  });

  it.each(languages)('is that of the page: $code', async ({ code }) => {
    keepLanguage(code);
    await begin();
    expect(document.documentElement.lang).toBe(code);
    const { app } = await catalogueOf(code);
    expect(i18next.t('app.logIn')).toBe(app.logIn);
  });
});

describe('a catalogue', () => {
  it.each(languages)('says everything and fills in the same: $code', async ({ code }) => {
    const catalogue: Record<string, Record<string, string | undefined>> = await catalogueOf(code);
    for (const [section, texts] of Object.entries(en)) {
      for (const [key, text] of Object.entries(texts)) {
        const said = catalogue[section]?.[key] ?? '';
        expect(said, `${section}.${key}`).not.toBe('');
        // What is said of one may do without the number.
        if (key.endsWith('_one')) continue;
        for (const place of placesOf(said)) expect(placesOf(text)).toContain(place);
      }
    }
  });

  it('has the plural form that a language asks for', async () => {
    speak('en', en);
    expect(i18next.t('app.inSeconds', { count: 1 })).toBe('in a second');
    expect(i18next.t('app.inSeconds', { count: 2 })).toBe('in 2 seconds');
    expect([isOne(0), isOne(1), isOne(2)]).toEqual([false, true, false]);
<% for it in languages %>
<% if it.code == "fr" %>
    speak('fr', await catalogueOf('fr'));
    expect(i18next.t('app.inSeconds', { count: 0 })).toBe('dans 0 seconde');
    expect(i18next.t('app.inSeconds', { count: 1_000_000 })).toContain('secondes');
    expect([isOne(0), isOne(1), isOne(2)]).toEqual([true, true, false]);
<% elif it.code == "de" %>
    speak('de', await catalogueOf('de'));
    expect(i18next.t('app.inSeconds', { count: 0 })).toBe('in 0 Sekunden');
    expect(inSentence('Buch')).toBe('Buch');
<% endif %>
<% endfor %>
    speak('en', en);
    expect(inSentence('Book')).toBe('book');
  });

  it('leaves what it does not know as it is', () => {
    expect(choiceName('no_such_choice')).toBe('No such choice');
    expect(choiceName('created_at')).toBe('Created at');
    expect(choiceName('constructor')).toBe('Constructor');
  });
});

function placesOf(text: string): string[] {
  return [...text.matchAll(/\{\{\w+\}\}/g)].map(([place]) => place);
}
