// Files on their way: what goes along with a message, what is stopped, and what nothing reads.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Uploads } from './uploads.svelte.ts';

/** Answers as the gateway does, but for what is called slow: that never ends by itself. */
class Request {
  status = 0;
  responseText = '';
  upload = {};
  onload = () => undefined;
  onabort = () => undefined;
  private name = '';
  open(_method: string, path: string) {
    this.name = new URLSearchParams(path.split('?')[1]).get('name')!;
  }
  setRequestHeader() {}
  abort() {
    this.onabort();
  }
  send() {
    if (this.name.startsWith('slow')) return;
    this.status = 201;
    this.responseText = JSON.stringify({ id: this.name, name: this.name, size: 5, hash: '' });
    queueMicrotask(() => this.onload());
  }
}

const reading = (path: string) => {
  const id = path.split('/').at(-2)!;
  if (id.endsWith('.png'))
    return new Response(JSON.stringify({ detail: 'pictures are not read', hint: 'say it in words' }), {
      status: 415,
    });
  return new Response(JSON.stringify({ id, name: id, kind: 'words', text: `of ${id}`, note: '' }));
};

beforeEach(() => {
  vi.stubGlobal('XMLHttpRequest', Request);
  vi.stubGlobal('fetch', (path: string) => Promise.resolve(reading(path)));
});
afterEach(() => void vi.unstubAllGlobals());

const given = (...names: string[]) => {
  const uploads = new Uploads();
  const files = names.map((name) => ({ name, size: 5, file: new File(['words'], name) }));
  uploads.add({ files, refused: [] });
  return uploads;
};
const item = (uploads: Uploads, name: string) => uploads.items.find((one) => one.name === name)!;

test('what is read goes along unless it is left out, and is done when it went', async () => {
  const uploads = given('a.txt', 'b.txt', 'c.png');
  await vi.waitFor(() => expect(uploads.busy).toBe(false));
  expect(uploads.going.map((one) => one.text)).toEqual(['of a.txt', 'of b.txt']);
  expect(item(uploads, 'c.png').unread).toBe('pictures are not read');
  expect(item(uploads, 'c.png').passing).toBe(false);
  item(uploads, 'b.txt').goes = false;
  expect(uploads.going.map((one) => one.name)).toEqual(['a.txt']);
  uploads.went();
  expect(uploads.items.map((one) => one.name)).toEqual(['b.txt']);
});

test('what is on its way is stopped, and makes room for the next', async () => {
  const uploads = given('slow.1', 'slow.2', 'slow.3', 'after.txt');
  expect(item(uploads, 'after.txt').state).toBe('waiting');
  await uploads.remove(item(uploads, 'slow.2'));
  await vi.waitFor(() => expect(item(uploads, 'after.txt').reading).not.toBeNull());
  expect(uploads.items.map((one) => one.name)).toEqual(['slow.1', 'slow.3', 'after.txt']);
  expect(uploads.busy).toBe(true);
});

test('what was kept at another time goes along once', async () => {
  const uploads = new Uploads();
  const kept = { id: 'old.txt', name: 'old.txt', size: 5, hash: '' };
  uploads.bring(kept);
  uploads.bring(kept);
  await vi.waitFor(() => expect(uploads.going).toHaveLength(1));
  expect(uploads.items).toHaveLength(1);
});
