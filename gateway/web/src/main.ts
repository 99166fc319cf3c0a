// The page of a gateway.
import { mount } from 'svelte';
import App from './App.svelte';
import { gateway } from './state/gateway.svelte.ts';
import { prefs } from './state/prefs.svelte.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';

prefs.show();
void gateway.begin();
mount(App, { target: document.getElementById('app')! });
