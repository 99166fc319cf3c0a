import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { allEntities } from '../../entities';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleRecord } from '../../test/samples';
import { isHidden } from './hidden';

const MARK = 'Only its owner and those who publish it see this';

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
});

const steps = allEntities.flatMap((entity) =>
  (entity.workflow?.states ?? []).map((state) => [entity.key, state, entity] as const),
);

describe.each(steps)('one of %s that is %s', (key, state, entity) => {
  it(`${isHidden(entity, state) ? 'says' : 'does not say'} that others do not see it`, async () => {
    const record = { ...sampleRecord(entity), [entity.workflow?.field ?? '']: state };
    api.records(key, [record]);
    renderApp(`/${key}/${idText(record.id)}`);
    expect(await screen.findByRole('article')).toBeInTheDocument();
    expect(screen.queryAllByText(MARK)).toHaveLength(isHidden(entity, state) ? 1 : 0);
  });
});

it('some kind of record has a state in which others do not see it', () => {
  expect(steps.some(([, state, entity]) => isHidden(entity, state))).toBe(true);
});
