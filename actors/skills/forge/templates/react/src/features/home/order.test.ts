import { expect, it } from 'vitest';
import { allEntities } from '../../entities';
import { richestFirst } from './order';

const [any] = allEntities;

it('shows first what there is most to see of, and leaves alike ones as they are', () => {
  if (!any) return;
  const [field] = any.fields;
  const poor = { ...any, key: 'poor', fields: [], relations: [] };
  const alike = { ...poor, key: 'alike' };
  const rich = { ...poor, key: 'rich', fields: field ? [field] : [] };
  const order = richestFirst([poor, alike, rich]).map(({ key }) => key);
  expect(order).toEqual(field ? ['rich', 'poor', 'alike'] : ['poor', 'alike', 'rich']);
});
