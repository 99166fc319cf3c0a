/** The API as the tests use it to prepare what a person would find. */
import { expect, type APIRequestContext } from '@playwright/test';
import type { Role } from '../../src/auth/roles';
import { allEntities } from '../../src/entities';
import type { EntityModel, InputData<% if on.drafts %>, Workflow<% endif %> } from '../../src/schema/entity';
<% if on.multi_tenancy and not on.drafts %>
import type { Id } from '../../src/schema/ids';
<% else %>
import { idText, type Id } from '../../src/schema/ids';
<% endif %>
import { mayDo } from './access';
import { <% if constrained %>timesOf, <% endif %>uniqueName, valueOf } from './values';

export type Person = {
  readonly id: Id;
  readonly role: Role;
  readonly name: string;
  readonly login: string;
  readonly password: string;
};

/** What it takes to log in. */
/** The one administrator has no id that the tests know. */
export type Account = Pick<Person, 'role' | 'login' | 'password'> & { readonly id?: Id };

type Made = { readonly id: Id };

<% if username %>
const admin: Account = {
  role: 'admin',
  login: 'admin',
  password: process.env.E2E_ADMIN_PASSWORD ?? '',
};
<% else %>
const admin: Account = {
  role: 'admin',
  login: process.env.E2E_ADMIN_EMAIL ?? '',
  password: process.env.E2E_ADMIN_PASSWORD ?? '',
};
<% endif %>

<% if on.drafts %>
/** The shortest way from the first state to one in which others find a record. */
function wayOut({ initial, hidden = [], transitions }: Workflow): readonly string[] {
  const ways = new Map<string, readonly string[]>([[initial, []]]);
  // What is put in while it is gone through is gone through, too.
  for (const [state, way] of ways) {
    if (!hidden.includes(state)) return way;
    for (const { name, from, to } of transitions) {
      if (from.includes(state) && !ways.has(to)) ways.set(to, [...way, name]);
    }
  }
  throw new Error('no step leads to where others find it');
}

<% endif %>
export class Api {
  private readonly request: APIRequestContext;

  constructor(request: APIRequestContext) {
    this.request = request;
  }

  /** Makes an account of a role; administrators hand out roles. */
  async person(role: Role): Promise<Person> {
    const name = uniqueName('Person');
    const handle = name.replaceAll(' ', '-').toLowerCase();
<% if on.password_policy %>
    const password = crypto.randomUUID();
<% else %>
    const password = `${handle}-password`;
<% endif %>
    const email = `${handle}@example.com`;
<% if username %>
    const body = { <% if not on.multi_tenancy %>email, <% endif %>username: handle, display_name: name, password };
    const login = handle;
<% else %>
    const body = { <% if not on.multi_tenancy %>email, <% endif %>display_name: name, password };
    const login = email;
<% endif %>
<% if on.multi_tenancy %>
    const invitation = { email, role };
    const by = await this.tokenOf(admin);
    const made = await this.send('post', '/organisation/invitations', invitation, by);
    const { token } = made as { token: string };
    const { id } = (await this.send('post', '/auth/join', { ...body, token })) as Made;
<% else %>
    const { id } = (await this.send('post', '/auth/register', body)) as Made;
    if (role !== '<<= default_role =>>') {
      const token = await this.tokenOf(admin);
      await this.send('patch', `/users/${idText(id)}`, { role }, token);
    }
<% endif %>
    return { id, role, name, login, password };
  }

  /** An account of a role: the one administrator, or a new one. */
  async account(role: Role): Promise<Account> {
    return role === 'admin' ? admin : this.person(role);
  }

  administrator(): Account {
    return admin;
  }

  /** Makes a record, and before it those that it cannot be without; one that names somebody, where it can. */
  async record(
    entity: EntityModel,
    by: Account,
    values: InputData = {},
    naming?: Account,
  ): Promise<Made> {
    const input: Record<string, InputData[string]> = {};
<% if constrained %>
    const times = timesOf(entity);
    for (const field of entity.fields) {
      input[field.name] = values[field.name] ?? times[field.name] ?? valueOf(field);
    }
<% else %>
    for (const field of entity.fields) input[field.name] = values[field.name] ?? valueOf(field);
<% endif %>
    for (const { name, kind, required, key, target } of entity.relations) {
      if (naming?.id !== undefined && entity.named?.includes(name)) input[key] = naming.id;
      else if (kind === 'belongs_to' && required) input[key] = await this.target(target, by);
    }
    const token = await this.tokenOf(by);
    return (await this.send('post', `/${entity.key}`, input, token)) as Made;
  }

  /** Makes the records without which the form of another has nothing to choose. */
  async targets(entity: EntityModel, by: Account): Promise<void> {
    for (const { kind, required, target } of entity.relations) {
      if (kind === 'belongs_to' && required && target !== 'users') await this.target(target, by);
    }
  }

  /** A record that somebody can point at: one of their own where they see no others. */
  async target(key: string, by: Account): Promise<Id> {
    if (key === 'users') return (await this.person('<<= default_role =>>')).id;
    const entity = allEntities.find((candidate) => candidate.key === key);
    if (!entity) throw new Error(`there is no kind of record at ${key}`);
    return (await this.visible(entity, by)).id;
  }

  /** A record that somebody can see. */
  async visible(entity: EntityModel, to: Account): Promise<Made> {
    const read = entity.rules.read;
    const ownOnly = read?.ownRoles.includes(to.role) ?? false;
<% if on.multi_tenancy %>
    // An administrator sees what they make themselves, in whichever organisation that is.
    const alone = to.role === 'admin' || (ownOnly && mayDo(entity.rules.create, to.role));
    if (alone) return this.record(entity, to);
<% else %>
    if (ownOnly && mayDo(entity.rules.create, to.role)) return this.record(entity, to);
<% endif %>
    const naming = read?.namedRoles?.includes(to.role) ? to : undefined;
<% if on.drafts %>
    return this.published(entity, await this.record(entity, admin, {}, naming));
  }

  /** The record, when an administrator has moved it on to a state in which others find it. */
  async published(entity: EntityModel, made: Made): Promise<Made> {
    const { workflow } = entity;
    if (!workflow?.hidden) return made;
    const token = await this.tokenOf(admin);
    for (const step of wayOut(workflow)) {
      const path = `/${entity.key}/${idText(made.id)}/${step.replaceAll('_', '-')}`;
      await this.send('post', path, undefined, token);
    }
    return made;
  }
<% else %>
    return this.record(entity, admin, {}, naming);
  }
<% endif %>

  private async tokenOf({ login, password }: Account): Promise<string> {
    const answer = await this.send('post', '/auth/login', { login, password });
    return (answer as { access_token: string }).access_token;
  }

  private async send(
    method: 'post' | 'patch',
    path: string,
    data: unknown,
    token?: string,
  ): Promise<unknown> {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await this.request[method](`/api/v1${path}`, { data, headers });
    expect(response.ok(), `${method} ${path}: ${await response.text()}`).toBe(true);
    return response.json();
  }
}
