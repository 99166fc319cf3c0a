/** Lists as the API hands them out, page by page. */
import { pageSize } from '../config';
import type { Query } from './paths';

export type Paged<T> = {
  readonly items: readonly T[];
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

<% if on.cursor_pagination %>
/** A part of a list, and where it goes on. */
export type Slice<T> = {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
};

<% endif %>
export type ListQuery = {
  /** From 1. */
  readonly page?: number;
  readonly size?: number;
  readonly q?: string;
  /** A field's name, with `-` before it for the greatest first. */
  readonly sort?: string;
  readonly filters?: Query;
};

export function listParams({ page = 1, size = pageSize, q, sort, filters }: ListQuery): Query {
<% if page %>
  return { ...filters, page, size, q, sort };
<% else %>
  return { ...filters, offset: (page - 1) * size, limit: size, q, sort };
<% endif %>
}

<% if on.cursor_pagination %>
/** The cursor to begin with. */
export const START = 'start';

export function sliceParams(
  { size = pageSize, q, sort, filters }: ListQuery,
  cursor: string,
): Query {
  return { ...filters, cursor, <% if page %>size<% else %>limit: size<% endif %>, q, sort };
}

<% endif %>
export function pageCount(page: Paged<unknown>): number {
  return Math.max(1, <% if page %>page.pages<% else %>Math.ceil(page.total / page.limit)<% endif %>);
}
