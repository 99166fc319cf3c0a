import { describe, expect, it } from 'vitest';
import { pageSize } from '../config';
import { pageOf } from '../test/fakeApi';
import { listParams, pageCount } from './pages';

describe('a list', () => {
  it('starts at its beginning', () => {
<% if page %>
    expect(listParams({})).toMatchObject({ page: 1, size: pageSize });
<% else %>
    expect(listParams({})).toMatchObject({ offset: 0, limit: pageSize });
<% endif %>
  });

  it('is asked for by page, order and filters', () => {
    const asked = listParams({ page: 3, size: 10, q: 'a', sort: '-b', filters: { state: 'on' } });
<% if page %>
    expect(asked).toEqual({ page: 3, size: 10, q: 'a', sort: '-b', state: 'on' });
<% else %>
    expect(asked).toEqual({ offset: 20, limit: 10, q: 'a', sort: '-b', state: 'on' });
<% endif %>
  });

  it('has one page at least', () => {
    expect(pageCount(pageOf([]))).toBe(1);
    expect(pageCount(pageOf([], 41))).toBe(3);
  });
});
