/** What jsdom lacks of a browser, and a clean slate for each test. */
<% if on.i18n %>
import './language';
<% endif %>
import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { endSession } from '../api/session';

// A busy machine renders slower than the default second.
configure({ asyncUtilTimeout: 5000 });

HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
window.scrollTo = () => undefined;

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
<% if on.live_updates %>
  // No connection but where a test asks for one.
  vi.stubGlobal('WebSocket', undefined);
<% endif %>
});

afterEach(() => {
  cleanup();
  endSession();
  localStorage.clear();
  delete document.documentElement.dataset.theme;
});
