import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endSession } from '../../api/session';
import { allEntities, entityByKey } from '../../entities';
import type { EntityModel, FieldSpec, RecordData } from '../../schema/entity';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { FakeSocket } from '../../test/fakeSocket';
import { control, fill } from '../../test/form';
import { renderApp } from '../../test/renderApp';
import { sampleId, sampleRecord } from '../../test/samples';

/** Longer than a burst takes to settle. */
const SETTLED_MS = 600;
const visitorsRead = allEntities.some(({ rules }) => rules.read?.anonymous);

beforeEach(() => {
  FakeSocket.install();
});

afterEach(() => {
  vi.restoreAllMocks();
});

function writtenField({ fields }: EntityModel): FieldSpec | undefined {
  return fields.find(({ kind, required }) => required && (kind === 'string' || kind === 'text'));
}

const found = allEntities.find((candidate) => writtenField(candidate) !== undefined);
if (!found) throw new Error('no kind of record has a text to write');
const entity: EntityModel = found;
const field = writtenField(entity);
const name = field?.name ?? '';
const kind = entity.key.replaceAll('-', '_');

function changed(happened: string, number = 1) {
  return { type: 'changes', changes: [{ kind, id: sampleId(number), happened }] };
}

/** The same record as somebody else left it. */
function another(record: RecordData): RecordData {
  return { ...record, [name]: 'Of somebody else', updated_at: '2031-01-01T00:00:00Z' };
}

async function settle(): Promise<void> {
  await act(() => new Promise((resolve) => setTimeout(resolve, SETTLED_MS)));
}

describe('live updates', () => {
  it('show a new record on a list that is open', async () => {
    const record = sampleRecord(entity, 1);
    const api = new FakeApi().signedIn(accountOf('admin')).records(entity.key, [record]);
    renderApp(`/${entity.key}`);
    const socket = await FakeSocket.ready();
    expect(socket.url).toBe('ws://localhost:3000/api/v1/live');
    expect(socket.sent).toEqual([{ type: 'hello', token: 'restored' }]);
    expect(await screen.findByText('Live')).toBeInTheDocument();
    await settle();

    api.records(entity.key, [record, sampleRecord(entity, 2)]);
    act(() => {
      socket.says(changed('created', 2));
    });

    const count = await screen.findByText(`2 ${entity.titlePlural.toLowerCase()}`);
    expect(count).toBeInTheDocument();
  });

  it('read a burst once, and other kinds not at all', async () => {
    const api = new FakeApi().signedIn(accountOf('admin')).records(entity.key, []);
    renderApp(`/${entity.key}`);
    const socket = await FakeSocket.ready();
    await screen.findByRole('heading', { level: 1, name: entity.titlePlural });
    await settle();
    const before = api.count(`GET /${entity.key}`);

    act(() => {
      socket.says({ type: 'changes', changes: [{ kind: 'others', id: 1, happened: 'created' }] });
    });
    await settle();
    expect(api.count(`GET /${entity.key}`)).toBe(before);

    act(() => {
      for (let number = 1; number <= 20; number += 1) socket.says(changed('created', number));
    });
    await new Promise((resolve) => setTimeout(resolve, 2600));
    expect(api.count(`GET /${entity.key}`)).toBe(before + 1);
  });

  it('leave a page alone that nobody looks at, and catch up when somebody does', async () => {
    const api = new FakeApi().signedIn(accountOf('admin')).records(entity.key, []);
    renderApp(`/${entity.key}`);
    const socket = await FakeSocket.ready();
    await screen.findByRole('heading', { level: 1, name: entity.titlePlural });
    await settle();
    const before = api.count(`GET /${entity.key}`);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    act(() => {
      socket.says(changed('updated'));
    });
    await settle();
    expect(api.count(`GET /${entity.key}`)).toBe(before);

    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await waitFor(() => {
      expect(api.count(`GET /${entity.key}`)).toBe(before + 1);
    });
  });

  it('say that they are reconnecting', async () => {
    new FakeApi().signedIn(accountOf('admin'));
    renderApp('/');
    const socket = await FakeSocket.ready();
    await screen.findByText('Live');
    act(() => {
      socket.ends(1006);
    });
    const words = screen.getByText('Reconnecting…');
    expect(words).toHaveAttribute('aria-live', 'polite');
  });

  it('say nothing where there are none', async () => {
    vi.stubGlobal('WebSocket', undefined);
    new FakeApi().signedIn(accountOf('admin'));
    renderApp('/');
    expect(await screen.findByRole('button', { name: 'Log out' })).toBeInTheDocument();
    expect(screen.queryByText('Live')).not.toBeInTheDocument();
    expect(screen.queryByText('Reconnecting…')).not.toBeInTheDocument();
  });

  it('are there for visitors only where these may read', async () => {
    new FakeApi();
    renderApp('/');
    await settle();
    expect(FakeSocket.all).toHaveLength(visitorsRead ? 1 : 0);
    if (!visitorsRead) return;
    FakeSocket.last().opens();
    expect(FakeSocket.last().sent).toEqual([{ type: 'hello', token: null }]);
  });

  it('end with the session', async () => {
    new FakeApi().signedIn(accountOf('admin'));
    renderApp('/');
    const socket = await FakeSocket.ready();
    act(() => {
      endSession();
    });
    await waitFor(() => {
      expect(socket.readyState).toBe(3);
    });
  });

  it('ask for the account again when its rights are others', async () => {
    const api = new FakeApi().signedIn(accountOf('admin'));
    renderApp('/');
    const socket = await FakeSocket.ready();
    const before = api.count('GET /auth/me');
    act(() => {
      socket.ends(4409);
    });
    await waitFor(() => {
      expect(api.count('GET /auth/me')).toBe(before + 1);
    });
  });
});

describe('a form that is being filled in', () => {
  const record = sampleRecord(entity, 1);
  const id = idText(record.id);

  async function edit(): Promise<{ api: FakeApi; socket: FakeSocket }> {
    const api = new FakeApi().signedIn(accountOf('admin')).records(entity.key, [record]);
    renderApp(`/${entity.key}/${id}/edit`);
    const socket = await FakeSocket.ready();
    await screen.findByRole('button', { name: 'Save changes' });
    await settle();
    return { api, socket };
  }

  it('keeps what was written, and says that somebody else changed the record', async () => {
    const { api, socket } = await edit();
    fireEvent.focus(control(name));
    fill(name, 'Mine');
    api.records(entity.key, [another(record)]);
    act(() => {
      socket.says(changed('updated'));
    });

    expect(await screen.findByText(/changed by somebody else/)).toBeInTheDocument();
    expect(control(name)).toHaveValue('Mine');

    await userEvent.click(screen.getByRole('button', { name: 'Reload' }));
    expect(control(name)).toHaveValue('Of somebody else');
    expect(screen.queryByText(/changed by somebody else/)).not.toBeInTheDocument();
  });

  it('sends only what was written, not what others have changed meanwhile', async () => {
    const { api, socket } = await edit();
    const texts = entity.fields.filter(({ kind }) => kind === 'string' || kind === 'text');
    fireEvent.focus(control(name));
    fill(name, 'Mine');
    const theirs = Object.fromEntries(texts.map((text) => [text.name, 'Theirs']));
    api.records(entity.key, [{ ...another(record), ...theirs }]);
    act(() => {
      socket.says(changed('updated'));
    });
    await screen.findByText(/changed by somebody else/);
    api.on(`PATCH /${entity.key}/${id}`, record);
    await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
    await waitFor(() => {
      expect(api.last(`PATCH /${entity.key}/${id}`)?.body).toEqual({ [name]: 'Mine' });
    });
  });

  it('that nobody has begun with shows what there is now', async () => {
    const { api, socket } = await edit();
    api.records(entity.key, [another(record)]);
    act(() => {
      socket.says(changed('updated'));
    });
    await waitFor(() => {
      expect(control(name)).toHaveValue('Of somebody else');
    });
    expect(screen.queryByText(/changed by somebody else/)).not.toBeInTheDocument();
  });

  it('stays when the record is deleted', async () => {
    const { api, socket } = await edit();
    fireEvent.focus(control(name));
    fill(name, 'Mine');
    api.fails(`GET /${entity.key}/${id}`, 404, 'There is no such record.');
    act(() => {
      socket.says(changed('deleted'));
    });
    expect(await screen.findByText(/deleted by somebody else/)).toBeInTheDocument();
    expect(control(name)).toHaveValue('Mine');
  });

  it('says nothing of what this page saved itself', async () => {
    const { api, socket } = await edit();
    fireEvent.focus(control(name));
    fill(name, 'Mine');
    const seen: boolean[] = [];
    const observer = new MutationObserver(() => {
      seen.push(screen.queryByText(/changed by somebody else/) !== null);
    });
    observer.observe(document.body, { childList: true, subtree: true });
    const saved = { ...record, [name]: 'Mine', updated_at: '2031-01-01T00:00:00Z' };
    api.handle(`PATCH /${entity.key}/${id}`, () => {
      api.records(entity.key, [saved]);
      socket.says(changed('updated'));
      return { status: 200, body: saved };
    });
    await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
    expect(await screen.findByText(`${entity.title} saved`)).toBeInTheDocument();
    await settle();
    observer.disconnect();
    expect(seen).not.toContain(true);
  });
});

const parent = allEntities.find(({ children }) =>
  children.some((child) => {
    const of = entityByKey(child.key);
    return of !== undefined && writtenField(of) !== undefined;
  }),
);

describe.runIf(parent !== undefined)('a record that is edited under another', () => {
  it('keeps its place and its words when it is deleted', async () => {
    if (!parent) return;
    const child = parent.children
      .map(({ key }) => entityByKey(key))
      .find((of) => of !== undefined && writtenField(of) !== undefined);
    if (!child) return;
    const text = writtenField(child)?.name ?? '';
    const [first, second] = [sampleRecord(child, 1), sampleRecord(child, 2)];
    const whole = sampleRecord(parent, 7);
    const api = new FakeApi().signedIn(accountOf('admin')).records(parent.key, [whole]);
    api.on(`GET /${child.key}`, pageOf([first, second]));
    renderApp(`/${parent.key}/${idText(whole.id)}`);
    const socket = await FakeSocket.ready();
    const list = await screen.findByRole('list', { name: child.titlePlural });
    await settle();
    const [row] = within(list).getAllByRole('listitem');
    if (!row) throw new Error('there is no row');
    await userEvent.click(within(row).getByRole('button', { name: 'Edit' }));
    fireEvent.focus(control(text, idText(first.id)));
    fill(text, 'Mine', idText(first.id));

    api.on(`GET /${child.key}`, pageOf([second]));
    act(() => {
      const gone = { kind: child.key.replaceAll('-', '_'), id: first.id, happened: 'deleted' };
      socket.says({ type: 'changes', changes: [gone] });
    });

    expect(await screen.findByText(/deleted by somebody else/)).toBeInTheDocument();
    expect(control(text, idText(first.id))).toHaveValue('Mine');
    expect(within(list).getAllByRole('listitem')[0]).toContainElement(
      control(text, idText(first.id)),
    );
    await userEvent.click(within(list).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => {
      expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    });
  });
});
