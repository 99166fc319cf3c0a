// The page of a gateway.
import { mount } from 'svelte';
import App from './App.svelte';
import { keepFocus } from './state/focus.ts';
import { gateway } from './state/gateway.svelte.ts';
import { prefs } from './state/prefs.svelte.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';

prefs.show();
keepFocus();
void gateway.begin();
mount(App, { target: document.getElementById('app')! });
