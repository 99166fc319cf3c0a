/** Lists as the API hands them out, page by page. */
import { pageSize } from '../config';
import type { Query } from './paths';

<% if on.cursor_pagination %>
/** The cursor to begin with. */
export const START = 'start';

<% endif %>
export type Paged<T> = {
  readonly items: readonly T[];
<% if on.cursor_pagination %>
  /** Where a list of records goes on. By cursor it is not counted: what tells of numbers is null. */
  readonly next_cursor?: string | null;
<% endif %>
  readonly total: number;
<% if page %>
  readonly page: number;
  readonly size: number;
  readonly pages: number;
<% else %>
  readonly offset: number;
  readonly limit: number;
<% endif %>
};

export type ListQuery = {
  /** From 1. */
  readonly page?: number;
  readonly size?: number;
  readonly q?: string;
  /** A field's name, with `-` before it for the greatest first. */
  readonly sort?: string;
  readonly filters?: Query;
<% if on.cursor_pagination %>
  /** In place of a page: `START`, or where the part before said that it goes on. */
  readonly cursor?: string;
<% endif %>
};

<% if on.cursor_pagination %>
export function listParams({
  page = 1,
  size = pageSize,
  q,
  sort,
  filters,
  cursor,
}: ListQuery): Query {
  if (cursor !== undefined) return { ...filters, cursor, <% if page %>size<% else %>limit: size<% endif %>, q, sort };
<% else %>
export function listParams({ page = 1, size = pageSize, q, sort, filters }: ListQuery): Query {
<% endif %>
<% if page %>
  return { ...filters, page, size, q, sort };
<% else %>
  return { ...filters, offset: (page - 1) * size, limit: size, q, sort };
<% endif %>
}

export function pageCount(page: Paged<unknown>): number {
  return Math.max(1, <% if page %>page.pages<% else %>Math.ceil(page.total / page.limit)<% endif %>);
}
