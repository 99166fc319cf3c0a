<% if uuid %>
/** Ids of records: random, as text. */

export type Id = string;
<% else %>
/** Ids of records: whole numbers. */

export type Id = number;
<% endif %>

/** Reads an id from an address or a form. */
export function parseId(text: string): Id {
  return <% if uuid %>text<% else %>Number(text)<% endif %>;
}

/** An id as an address or a form holds it. */
export function idText(id: Id): string {
  return <% if uuid %>id<% else %>id.toString()<% endif %>;
}
