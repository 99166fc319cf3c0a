// The page of one exported session, whole in one file.
import { mount } from 'svelte';
import Exported from './features/replay/Exported.svelte';
import { unpack } from './features/replay/packing.ts';
import { prefs } from './state/prefs.svelte.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';

const target = document.getElementById('app')!;
const text = document.getElementById('record')?.textContent ?? '';

// The mark of an empty place is shorter than any record.
const EMPTY = 64;

prefs.show();
if (text.trim().length <= EMPTY) {
  target.textContent = 'This is the viewer without a session. Export one from its replay.';
} else {
  // Said before it is read, which takes a moment with a very long session.
  target.textContent = 'Reading the record…';
  target.dataset['reading'] = '';
  requestAnimationFrame(() => setTimeout(read));
}

function read(): void {
  unpack(text).then(
    (record) => {
      target.textContent = '';
      mount(Exported, { target, props: { record } });
    },
    () => (target.textContent = 'This file is damaged: its record cannot be read. Export it again.'),
  );
}
