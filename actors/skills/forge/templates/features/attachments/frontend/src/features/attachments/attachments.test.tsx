import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { startSession } from '../../api/session';
import { allEntities } from '../../entities';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, fileLimits, tokens } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleId, sampleRecord } from '../../test/samples';
import { hasFiles, type AttachedFile } from './api';
import { extensionOf, formatSize } from './describe';

let api: FakeApi;
let made: string[];
let given: string[];
let saved: string[];
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

/** An upload that waits for what a test does with it. */
class FakeRequest {
  static all: FakeRequest[] = [];
  readonly headers = new Map<string, string>();
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload = () => undefined;
  onerror = () => undefined;
  onabort = () => undefined;
  url = '';
  status = 0;
  responseText = '';
  sent: unknown = null;

  open(_method: string, url: string) {
    this.url = url;
    FakeRequest.all.push(this);
  }

  setRequestHeader(name: string, value: string) {
    this.headers.set(name, value);
  }

  getResponseHeader() {
    return this.status === 429 ? '10' : null;
  }

  send(body: unknown) {
    this.sent = body;
  }

  abort() {
    this.onabort();
  }

  async answers(status: number, body: unknown = {}) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    await act(async () => {
      this.onload();
      await Promise.resolve();
    });
  }
}

async function request(number: number): Promise<FakeRequest> {
  await waitFor(() => {
    expect(FakeRequest.all).toHaveLength(number);
  });
  const found = FakeRequest.all[number - 1];
  if (!found) throw new Error('nothing was sent');
  return found;
}

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
  [FakeRequest.all, made, given, saved] = [[], [], [], []];
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  URL.createObjectURL = () => {
    made.push(`blob:${made.length}`);
    return `blob:${made.length - 1}`;
  };
  URL.revokeObjectURL = (url) => {
    given.push(url);
  };
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
    this: HTMLAnchorElement,
  ) {
    saved.push(this.download);
  });
});

function fileOf(number: number, changes: Partial<AttachedFile> = {}): AttachedFile {
  return {
    id: sampleId(number),
    created_at: '2030-01-15T10:00:00Z',
    name: `picture-${number}.png`,
    media_type: 'image/png',
    size: 1536,
    width: 4,
    height: 3,
    ...changes,
  };
}

const kept = allEntities.filter(hasFiles);
const first = kept[0];
if (!first) throw new Error('no kind of record has files');
const record = sampleRecord(first);
const path = `/${first.key}/${idText(record.id)}`;
const pdf = { name: 'plan.pdf', media_type: 'application/pdf', width: null, height: null };

function show(files: readonly AttachedFile[]): void {
  api.records(first?.key ?? '', [record]);
  api.on(`GET ${path}/files`, { files, limits: fileLimits });
  for (const { id } of files) api.on(`GET ${path}/files/${idText(id)}`, 'bytes');
  renderApp(path);
}

/** A role that sees such a record and changes none of others: a product may have none. */
const onlooker: string | undefined = first.rules.read?.anonymous
  ? 'nobody'
  : first.rules.read?.roles.find((role) => !first.rules.update?.roles.includes(role));

const typed = (name: string, size = 10) => new File(['a'.repeat(size)], name);

async function choose(...files: File[]): Promise<void> {
  const input = await screen.findByLabelText('Add files');
  fireEvent.change(input, { target: { files } });
}

it.each(kept.map((entity) => [entity.key, entity] as const))(
  'files of %s are listed, and added by who may change the record',
  async (key, entity) => {
    const one = sampleRecord(entity);
    const files = `GET /${key}/${idText(one.id)}/files`;
    api.records(key, [one]);
    api.on(files, { files: [fileOf(1, pdf)], limits: fileLimits });
    renderApp(`/${key}/${idText(one.id)}`);
    expect(await screen.findByText('plan.pdf')).toBeInTheDocument();
    expect(screen.getByText('PDF')).toBeInTheDocument();
    expect(screen.getByLabelText('Add files')).toHaveAttribute('accept', '.png,.pdf');
  },
);

describe('pictures', () => {
  it('are shown from memory, which is given back', async () => {
    show([fileOf(1), fileOf(2)]);
    await waitFor(() => {
      expect(made).toHaveLength(2);
    });
    await press('Show picture-1.png');
    const dialog = await screen.findByRole('dialog', { name: 'picture-1.png' });
    expect(within(dialog).getByRole('img', { name: 'picture-1.png' })).toBeInTheDocument();
    expect(within(dialog).getByText('1 of 2')).toBeInTheDocument();
    fireEvent.keyDown(window, { key: 'ArrowLeft' });
    fireEvent.keyDown(window, { key: 'ArrowRight' });
    expect(await screen.findByRole('dialog', { name: 'picture-2.png' })).toBeInTheDocument();
    // A record's own steps may be called the same.
    for (const name of ['Next', 'Previous', 'Download', 'Close']) {
      const shown = within(screen.getByRole('dialog'));
      await userEvent.click(shown.getByRole('button', { name }));
    }
    expect(saved).toEqual(['picture-1.png']);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(given.length).toBeGreaterThan(0);
  });

  it('say when they did not load', async () => {
    show([fileOf(1)]);
    api.fails(`GET ${path}/files/${idText(sampleId(1))}`, 404, 'It is gone.');
    expect(await screen.findByText('Not loaded')).toBeInTheDocument();
    await press('Show picture-1.png');
    expect(await screen.findByText('It is gone.')).toBeInTheDocument();
  });

  it('load when they come near', async () => {
    let near: (entries: { isIntersecting: boolean }[]) => void = () => undefined;
    const observe = vi.fn();
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        constructor(seen: typeof near) {
          near = seen;
        }
        observe = observe;
        disconnect = () => undefined;
      },
    );
    show([fileOf(1)]);
    await waitFor(() => {
      expect(observe).toHaveBeenCalled();
    });
    near([{ isIntersecting: false }]);
    expect(api.count(`GET ${path}/files/${idText(sampleId(1))}`)).toBe(0);
    act(() => {
      near([{ isIntersecting: true }]);
    });
    await waitFor(() => {
      expect(made).toHaveLength(1);
    });
  });
});

describe('files', () => {
  it('are downloaded', async () => {
    show([fileOf(1, pdf)]);
    await press('Download plan.pdf');
    await waitFor(() => {
      expect(saved).toEqual(['plan.pdf']);
    });
    api.fails(`GET ${path}/files/${idText(sampleId(1))}`, 404, 'It is gone.');
    await press('Download plan.pdf');
    expect(await screen.findByText('It is gone.')).toBeInTheDocument();
  });

  it('are removed after asking', async () => {
    const url = `DELETE ${path}/files/${idText(sampleId(1))}`;
    show([fileOf(1, pdf)]);
    api.fails(url, 403, 'Not yours.');
    await press('Remove plan.pdf');
    await press('Cancel');
    expect(api.count(url)).toBe(0);
    await press('Remove plan.pdf');
    await press('Remove the file');
    expect(await screen.findByText('Not yours.')).toBeInTheDocument();
    api.on(url, null, 204);
    await press('Remove plan.pdf');
    await press('Remove the file');
    expect(await screen.findByText('plan.pdf removed')).toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'Files and pictures' })).toHaveFocus();
  });

  it('that did not load can be asked for again', async () => {
    api.records(first.key, [record]).fails(`GET ${path}/files`, 400, 'Not now.');
    renderApp(path);
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    api.on(`GET ${path}/files`, { files: [fileOf(1, pdf)], limits: fileLimits });
    await press('Try again');
    expect(await screen.findByText('plan.pdf')).toBeInTheDocument();
  });
});

describe('uploads', () => {
  it('are sent one after another, with their progress', async () => {
    show([]);
    await choose(typed('a.png'), typed('b.PDF'));
    const one = await request(1);
    expect(one.url).toBe(`/api/v1${path}/files?name=a.png`);
    expect(one.sent).toBeInstanceOf(File);
    expect(one.headers.get('Authorization')).toBe('Bearer restored');
    act(() => one.upload.onprogress?.({ loaded: 5, total: 10 }));
    expect(screen.getByRole('progressbar', { name: 'Uploading a.png' })).toHaveValue(0.5);
    act(() => one.upload.onprogress?.({ loaded: 5, total: 0 }));
    api.on(`GET ${path}/files`, { files: [fileOf(1)], limits: fileLimits });
    await one.answers(201);
    expect(await screen.findByText('a.png added')).toBeInTheDocument();
    expect(await screen.findByRole('button', { name: 'Show picture-1.png' })).toBeInTheDocument();
    await (await request(2)).answers(201);
    expect(await screen.findByText('b.PDF added')).toBeInTheDocument();
  });

  it('are refused one by one, before they are sent where that is known', async () => {
    show([fileOf(1)]);
    const [big, none] = [typed('big.png', 4096), typed('none.png', 0)];
    await choose(typed('a.exe'), typed('noname'), big, none, ...['x', 'y', 'z'].map(png));
    expect(await screen.findByText('Files that end in .exe are not accepted.')).toBeVisible();
    expect(screen.getByText('Its name does not say what kind of file it is.')).toBeVisible();
    expect(screen.getByText(/^It has 4 kB; at most 2 kB/)).toBeVisible();
    expect(screen.getByText('It is empty.')).toBeVisible();
    expect(screen.getByText('There are 3 files already. Remove one first.')).toBeVisible();
    await press('Dismiss a.exe');
    expect(screen.queryByText('a.exe')).toBeNull();
    const refused = { error: { code: 'unsupported_kind', message: '“x.png” is no picture.' } };
    await (await request(1)).answers(415, refused);
    expect(await screen.findByText('“x.png” is no picture.')).toBeVisible();
    await (await request(2)).answers(413);
    expect(await screen.findByText('The file is too large.')).toBeVisible();
    expect(FakeRequest.all).toHaveLength(2);
  });

  it('are cancelled, also those that wait', async () => {
    show([]);
    await choose(typed('a.png'), typed('b.png'));
    await request(1);
    await press('Cancel b.png');
    await press('Cancel a.png');
    await waitFor(() => {
      expect(screen.queryByRole('progressbar')).toBeNull();
    });
    expect(FakeRequest.all).toHaveLength(1);
  });

  it('say when the server cannot be reached', async () => {
    show([]);
    await choose(typed('a.png'));
    (await request(1)).onerror();
    expect(await screen.findByText(/cannot be reached/)).toBeInTheDocument();
  });

  it('renew a token that is over', async () => {
    show([]);
    await choose(typed('a.png'));
    api.on('POST /auth/refresh', tokens('new'));
    await (await request(1)).answers(401);
    const again = await request(2);
    expect(again.headers.get('Authorization')).toBe('Bearer new');
    await again.answers(401);
    expect(await screen.findAllByRole('link', { name: 'Log in' })).not.toHaveLength(0);
  });

  it('are dropped', async () => {
    show([]);
    const area = (await screen.findByText('Add files')).parentElement;
    if (!area) throw new Error('there is nowhere to drop');
    const dataTransfer = { types: ['Files'], files: [typed('a.png')] };
    fireEvent.dragOver(area, { dataTransfer: { types: ['text/plain'] } });
    expect(area).not.toHaveClass('attached-drop-over');
    fireEvent.dragOver(area, { dataTransfer });
    expect(area).toHaveClass('attached-drop-over');
    fireEvent.dragLeave(area, { relatedTarget: document.body });
    expect(area).not.toHaveClass('attached-drop-over');
    fireEvent.drop(area, { dataTransfer });
    expect((await request(1)).url).toContain('name=a.png');
  });
});

it.runIf(onlooker)(
  'who may not change the record sees its files and no way to add any',
  async () => {
    startSession(tokens('restored'));
    api.on('GET /auth/me', accountOf(onlooker as never, { id: sampleId(901) }));
    show([fileOf(1, pdf)]);
    await screen.findByText('plan.pdf');
    expect(screen.queryByLabelText('Add files')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Remove plan.pdf' })).toBeNull();
  },
);

it('sizes and kinds are told in words', () => {
  expect([0, 512, 1536, 3 * 1024 ** 2].map(formatSize)).toEqual([
    '0 bytes',
    '512 bytes',
    '1.5 kB',
    '3 MB',
  ]);
  expect(['a.PNG', 'a.tar.gz', '.env', 'none'].map(extensionOf)).toEqual(['png', 'gz', '', '']);
});

function png(name: string): File {
  return typed(`${name}.png`);
}
