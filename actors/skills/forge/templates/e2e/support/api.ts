/** The API as the tests use it to prepare what a person would find. */
import { expect, type APIRequestContext } from '@playwright/test';
import type { Role } from '../../src/auth/roles';
import { allEntities } from '../../src/entities';
import type { EntityModel, InputData } from '../../src/schema/entity';
import { idText, type Id } from '../../src/schema/ids';
import { uniqueName, valueOf } from './values';

export type Person = {
  readonly id: Id;
  readonly name: string;
  readonly login: string;
  readonly password: string;
};

type Made = { readonly id: Id };

<% if username %>
const admin = { login: 'admin', password: process.env.E2E_ADMIN_PASSWORD ?? '' };
<% else %>
const admin = {
  login: process.env.E2E_ADMIN_EMAIL ?? '',
  password: process.env.E2E_ADMIN_PASSWORD ?? '',
};
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
    const password = `${handle}-password`;
    const email = `${handle}@example.com`;
<% if username %>
    const body = { email, username: handle, display_name: name, password };
    const login = handle;
<% else %>
    const body = { email, display_name: name, password };
    const login = email;
<% endif %>
    const { id } = (await this.send('post', '/auth/register', body)) as Made;
    if (role !== '<<= default_role =>>') {
      const token = await this.tokenOf(admin);
      await this.send('patch', `/users/${idText(id)}`, { role }, token);
    }
    return { id, name, login, password };
  }

  administrator(): Pick<Person, 'login' | 'password'> {
    return admin;
  }

  /** Makes a record, and before it those that it cannot be without. */
  async record(entity: EntityModel, by: Pick<Person, 'login' | 'password'>): Promise<Made> {
    const input: Record<string, InputData[string]> = {};
    for (const field of entity.fields) input[field.name] = valueOf(field);
    for (const { kind, required, key, target } of entity.relations) {
      if (kind === 'belongs_to' && required) input[key] = await this.target(target);
    }
    const token = await this.tokenOf(by);
    return (await this.send('post', `/${entity.key}`, input, token)) as Made;
  }

  /** A record that another can point at. */
  async target(key: string): Promise<Id> {
    if (key === 'users') return (await this.person('<<= default_role =>>')).id;
    const entity = allEntities.find((candidate) => candidate.key === key);
    if (!entity) throw new Error(`there is no kind of record at ${key}`);
    return (await this.record(entity, admin)).id;
  }

  private async tokenOf({ login, password }: Pick<Person, 'login' | 'password'>): Promise<string> {
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
