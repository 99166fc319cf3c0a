<% if on.i18n %>
/** Starts the application in the browser, in the language that was chosen. */
import { begin } from './i18n/begin';
import './styles/index.css';
import { applyStoredTheme } from './ui/theme';

applyStoredTheme();

// Modules of the application say their texts as they are read: the language comes first.
await begin();
const { start } = await import('./start');
start();
<% else %>
/** Starts the application in the browser. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router-dom';
import { App } from './app/App';
import { Providers } from './app/Providers';
import './styles/index.css';
import { applyStoredTheme } from './ui/theme';

applyStoredTheme();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id root');

createRoot(root).render(
  <StrictMode>
    <BrowserRouter>
      <Providers>
        <App />
      </Providers>
    </BrowserRouter>
  </StrictMode>,
);
<% endif %>
