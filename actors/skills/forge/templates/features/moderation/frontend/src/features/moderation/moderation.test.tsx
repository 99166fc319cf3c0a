import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { allEntities } from '../../entities';
import type { EntityModel, RecordData } from '../../schema/entity';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { fill } from '../../test/form';
import { renderApp } from '../../test/renderApp';
import { sampleId, sampleRecord } from '../../test/samples';
import type { Queued, Report } from './api';
// Loaded here, so that no test waits for it.
import './Moderation';
import { isModerated, moderatedEntities } from './rules';

let api: FakeApi;
const admin = accountOf('admin', { id: sampleId(901), display_name: 'Grace Hopper' });
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

beforeEach(() => {
  api = new FakeApi().signedIn(admin);
});

function queued(entity: EntityModel, number: number, changes: Partial<Queued> = {}): Queued {
  return {
    record: { ...sampleRecord(entity, number), moderation: 'pending', moderation_reason: null },
    version: `version ${number}`,
    held_at: `2030-03-0${number}T10:00:00.123456Z`,
    reported_at: null,
    reports: [],
    ...changes,
  };
}

const seen = ({ record, version }: Queued) => ({ id: record.id, version });

describe.each(moderatedEntities.map((entity) => [entity.key, entity] as const))(
  'the queue of %s',
  (key, entity) => {
    const items = [queued(entity, 1), queued(entity, 2), queued(entity, 3)];
    const page = `/moderation?kind=${key}`;
    const name = `${entity.title} by Ada Lovelace`;
    const APPROVE = `POST /${key}/moderation/approve`;
    const REJECT = `POST /${key}/moderation/reject`;
    const boxes = () => screen.findAllByRole('checkbox', { name: /by Ada Lovelace/ });

    beforeEach(() => {
      api.on(`GET /${key}/moderation`, pageOf(items));
      api.on(APPROVE, { done: 1, missed: [] }).on(REJECT, { done: 1, missed: [] });
    });

    it('is reached by moderators, who see how much is open', async () => {
      api.on('GET /moderation', [{ kind: key.replaceAll('-', '_'), open: 7 }]);
      renderApp('/');
      await userEvent.click(await screen.findByRole('link', { name: /^Moderation\s+7\s+open$/ }));
      expect(await screen.findByRole('heading', { name: 'Moderation' })).toBeInTheDocument();
    });

    it('is not for others', async () => {
      const role = entity.rules.create?.roles.find(
        (it) => !entity.rules.delete?.roles.includes(it),
      );
      api.signedIn(accountOf(role ?? 'admin'));
      renderApp(page);
      expect(await screen.findByText('Not for your role')).toBeInTheDocument();
      expect(screen.queryByRole('link', { name: 'Moderation' })).toBeNull();
      expect(api.count('GET /moderation')).toBe(0);
    });

    it('approves one, as it was seen', async () => {
      renderApp(page);
      const [first] = await screen.findAllByRole('button', { name: `Approve ${name}` });
      if (first) await userEvent.click(first);
      expect(await screen.findByText(/^1 .* approved$/)).toBeInTheDocument();
      expect(api.last(APPROVE)?.body).toEqual({ records: items.slice(0, 1).map(seen) });
    });

    it('rejects with a reason', async () => {
      renderApp(page);
      const [, second] = await screen.findAllByRole('button', { name: `Reject ${name}` });
      if (second) await userEvent.click(second);
      await press('Reject');
      expect(await screen.findByText('Fill this in')).toBeInTheDocument();
      fill('reject-reason', ' Off topic ');
      await press('Reject');
      await waitFor(() => {
        expect(api.last(REJECT)?.body).toEqual({
          records: items.slice(1, 2).map(seen),
          reason: 'Off topic',
        });
      });
    });

    it('decides on several at once, and tells what was changed meanwhile', async () => {
      api.on(APPROVE, { done: 1, missed: [items[1]?.record.id] });
      renderApp(page);
      await press('Select all');
      expect(screen.getByText('3 selected')).toBeInTheDocument();
      await press('Select none');
      const [one, two] = await boxes();
      if (one) await userEvent.click(one);
      if (two) await userEvent.click(two);
      await press('Approve selected');
      expect(await screen.findByText(/changed meanwhile: look again/)).toBeInTheDocument();
      expect(api.last(APPROVE)?.body).toEqual({ records: items.slice(0, 2).map(seen) });
      await press('Select all');
      await press('Reject selected');
      await press('Cancel');
      expect(api.count(REJECT)).toBe(0);
    });

    it('works with keys while the focus is in the list, and only then', async () => {
      renderApp(page);
      const [one, two, three] = await boxes();
      await userEvent.keyboard('a');
      expect(api.count(APPROVE)).toBe(0);
      one?.focus();
      await userEvent.keyboard('j');
      expect(two).toHaveFocus();
      await userEvent.keyboard('jjk');
      expect(two).toHaveFocus();
      await userEvent.keyboard('x');
      expect(two).toBeChecked();
      await userEvent.keyboard('xr');
      expect(await screen.findByRole('heading', { name: /^Reject 1 / })).toBeInTheDocument();
      await press('Cancel');
      three?.focus();
      await userEvent.keyboard('{Control>}a{/Control}');
      expect(api.count(APPROVE)).toBe(0);
      api.on(`GET /${key}/moderation`, pageOf(items.slice(0, 2)));
      await userEvent.keyboard('a');
      await waitFor(() => {
        expect(api.last(APPROVE)?.body).toEqual({ records: items.slice(2).map(seen) });
      });
      await waitFor(async () => {
        expect((await boxes()).at(-1)).toHaveFocus();
      });
    });

    it('shows who reported what, and keeps it', async () => {
      const reporter = { id: sampleId(5), label: 'Alan Turing' };
      const report: Report = {
        reason: 'spam',
        note: 'An advert',
        reporter,
        created_at: '2030-03-01T10:00:00Z',
      };
      const changes = { held_at: null, reported_at: '2030-03-01T10:00:00Z', reports: [report] };
      const reported = { ...queued(entity, 1), ...changes };
      api.on(`GET /${key}/moderation`, pageOf([reported]));
      renderApp(page);
      const list = await screen.findByRole('list', { name: 'Reports' });
      expect(within(list).getByText(/An advert/)).toHaveTextContent(/Spam.*An advert.*Alan Turing/);
      await press(`Keep ${name}`);
      await waitFor(() => {
        expect(api.last(APPROVE)?.body).toEqual({
          records: [seen(reported)],
        });
      });
    });

    it('shows what was rejected, to think again', async () => {
      const record: RecordData = {
        ...sampleRecord(entity),
        moderation: 'rejected',
        moderation_reason: 'Off topic',
      };
      api.on(`GET /${key}/moderation`, pageOf([queued(entity, 1, { record })]));
      renderApp(page);
      await userEvent.selectOptions(await screen.findByLabelText('Show'), 'Rejected');
      expect(await screen.findByText('Off topic')).toBeInTheDocument();
      expect(api.last(`GET /${key}/moderation`)?.query.get('state')).toBe('rejected');
      expect(screen.queryByRole('button', { name: `Reject ${name}` })).toBeNull();
    });

    it('says when it is empty, when it did not load, and why it was refused', async () => {
      api.fails(`GET /${key}/moderation`, 400, 'Not now.');
      renderApp(page);
      expect(await screen.findByText('Not now.')).toBeInTheDocument();
      api.on(`GET /${key}/moderation`, pageOf(items));
      await press('Try again');
      api.fails(APPROVE, 403, 'You may not do this.');
      const [first] = await screen.findAllByRole('button', { name: `Approve ${name}` });
      if (first) await userEvent.click(first);
      expect(await screen.findByText('You may not do this.')).toBeInTheDocument();
      api.on(`GET /${key}/moderation`, pageOf([])).on(APPROVE, { done: 3, missed: [] });
      await press('Select all');
      await press('Approve selected');
      expect(await screen.findByText('Nothing is waiting for you')).toBeInTheDocument();
    });
  },
);

describe.each(moderatedEntities.map((entity) => [entity.key, entity] as const))(
  'one of %s',
  (key, entity) => {
    const record = sampleRecord(entity);
    const path = `/${key}/${idText(record.id)}`;
    const REPORT = `POST /${key}/moderation/${idText(record.id)}/report`;

    it('tells its author that it waits, or why it was rejected', async () => {
      api.records(key, [{ ...record, moderation: 'pending' }]);
      const { unmount } = renderApp(path);
      expect(await screen.findByText('Awaiting approval')).toBeInTheDocument();
      expect(screen.queryByRole('button', { name: 'Report' })).toBeNull();
      unmount();
      api.records(key, [{ ...record, moderation: 'rejected', moderation_reason: 'Off topic' }]);
      renderApp(`/${key}`);
      expect(await screen.findByText('Not approved')).toBeInTheDocument();
      expect(screen.getByText('Off topic')).toBeInTheDocument();
    });

    it('is reported', async () => {
      api.records(key, [{ ...record, moderation: 'approved' }]).on(REPORT, null, 204);
      renderApp(path);
      await press('Report');
      fill('report-reason', 'abuse');
      fill('report-note', ' Rude ');
      await press('Send report');
      expect(await screen.findByText(/^Reported\./)).toBeInTheDocument();
      expect(api.last(REPORT)?.body).toEqual({ reason: 'abuse', note: 'Rude' });
      api.fails(REPORT, 409, 'You have reported this already.');
      await press('Report');
      await press('Cancel');
      await press('Report');
      await press('Send report');
      expect(await screen.findByText('You have reported this already.')).toBeInTheDocument();
    });

    it('is not reported by its author', async () => {
      api.signedIn(accountOf('admin')).records(key, [{ ...record, moderation: 'approved' }]);
      renderApp(path);
      expect(await screen.findByRole('heading', { level: 1 })).toBeInTheDocument();
      expect(screen.queryByRole('button', { name: 'Report' })).toBeNull();
    });
  },
);

describe('other kinds', () => {
  it('have neither marks nor reports', async () => {
    const other = allEntities.find((entity) => !isModerated(entity));
    if (!other) return;
    const record = { ...sampleRecord(other), moderation: 'pending' };
    api.records(other.key, [record]);
    renderApp(`/${other.key}/${idText(record.id)}`);
    expect(await screen.findByRole('heading', { level: 1 })).toBeInTheDocument();
    expect(screen.queryByText('Awaiting approval')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Report' })).toBeNull();
  });
});
