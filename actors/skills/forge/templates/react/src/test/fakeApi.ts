/** An API in memory for component tests: answers by route, and remembers what it was asked. */
import { vi } from 'vitest';
import type { Paged } from '../api/pages';
import { idText } from '../schema/ids';
import type { RecordData } from '../schema/entity';
import { startSession, type Tokens } from '../api/session';
import type { User } from '../api/users';
import { allEntities } from '../entities';
import { accountId } from './samples';

export type Asked = {
  readonly route: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly token: string | null;
};

type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};
type Handler = (asked: Asked) => Answer | Promise<Answer>;

/** Where forms and filters ask for accounts. */
export const ACCOUNT_OPTIONS = 'GET /users<% if user_options %>/options<% endif %>';

export class FakeApi {
  readonly asked: Asked[] = [];
  private readonly handlers = new Map<string, Handler>();

  constructor() {
    vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => this.answer(url, init));
    // Lists that a page shows beside its own records are empty unless a test fills them.
    for (const { key } of allEntities) this.on(`GET /${key}`, pageOf([]));
<% if on.api_keys %>
    this.on('GET /auth/api-keys', []);
<% endif %>
<% if on.password_policy %>
    this.on('GET /auth/password-policy', {});
<% endif %>
<% if on.social_login %>
    this.on('GET /auth/social', []);
    this.on('GET /auth/social/identities', { has_password: true, identities: [] });
<% endif %>
<% if on.feature_flags %>
    this.on('GET /feature-flags', {});
<% endif %>
<% if on.notifications %>
    this.on('GET /notifications/unread', { unread: 0 });
    this.on('GET /notifications/preferences', {});
<% endif %>
<% if on.i18n %>
    this.on('GET /auth/me/language', { language: null });
<% endif %>
<% if on.multi_tenancy %>
    this.on('GET /organisation', {
      id: accountId,
      name: 'Home',
      created_at: '2030-01-15T10:00:00Z',
    });
    this.on('GET /organisation/invitations', pageOf([]));
<% endif %>
    this.accounts([]);
  }

  /** Sets the answer of a route such as `GET /users`. */
  on(route: string, body: unknown, status = 200): this {
    return this.handle(route, () => ({ status, body }));
  }

  fails(route: string, status: number, message: string, details: unknown = []): this {
    return this.on(route, { error: { code: 'any', message, details } }, status);
  }

  handle(route: string, handler: Handler): this {
    this.handlers.set(route, handler);
    return this;
  }

  /** Somebody has a session from before: the page restores it when it starts. */
  signedIn(user: User): this {
    startSession(tokens('restored'));
    this.on('POST /auth/refresh', tokens('restored'));
    return this.on('GET /auth/me', user);
  }

  /** A list's answer, and that of each of its records. */
  records(key: string, records: readonly RecordData[]): this {
<% if on.attachments and on.payments %>
    for (const record of records) {
      const path = `GET /${key}/${idText(record.id)}`;
      this.on(path, record).on(`${path}/files`, { files: [], limits: fileLimits });
      this.on(`${path}/payment`, { amount: null, currency: 'EUR', can_pay: false, payment: null });
    }
<% elif on.payments %>
    for (const record of records) {
      const path = `GET /${key}/${idText(record.id)}`;
      this.on(path, record);
      this.on(`${path}/payment`, { amount: null, currency: 'EUR', can_pay: false, payment: null });
    }
<% elif on.attachments %>
    for (const record of records) {
      const path = `GET /${key}/${idText(record.id)}`;
      this.on(path, record).on(`${path}/files`, { files: [], limits: fileLimits });
    }
<% else %>
    for (const record of records) this.on(`GET /${key}/${idText(record.id)}`, record);
<% endif %>
    return this.on(`GET /${key}`, pageOf(records));
  }

  /** The accounts that can be chosen where a record points at one. */
  accounts(users: readonly User[], total = users.length): this {
<% if user_options %>
    const options = users.map(({ id, display_name }) => ({ id, label: display_name }));
    this.on(ACCOUNT_OPTIONS, pageOf(options, total));
<% endif %>
    return this.on('GET /users', pageOf(users, total));
  }

  last(route: string): Asked | undefined {
    return this.asked.findLast((asked) => asked.route === route);
  }

  count(route: string): number {
    return this.asked.filter((asked) => asked.route === route).length;
  }

  private async answer(url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url, 'http://app.test');
    const route = `${init.method ?? 'GET'} ${pathname.replace('/api/v1', '')}`;
    const asked: Asked = {
      route,
      query: searchParams,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      token: new Headers(init.headers).get('Authorization'),
    };
    this.asked.push(asked);
    const handler = this.handlers.get(route);
    const missing = { error: { code: 'not_found', message: `no ${route} in this test` } };
    const answer = handler ? await handler(asked) : { status: 404, body: missing };
    const empty = answer.status === 204;
    const { status, headers = {} } = answer;
    return new Response(empty ? null : JSON.stringify(answer.body), { status, headers });
  }
}

<% if on.attachments %>
/** What may be kept with a record. */
export const fileLimits = { size_max: 2048, count_max: 3, extensions: ['png', 'pdf'] };

<% endif %>
/** A page of a list as the API sends it, twenty to a page. */
export function pageOf(items: readonly unknown[], total = items.length): Paged<unknown> {
<% if page %>
  return { items, total, page: 1, size: 20, pages: Math.ceil(total / 20) };
<% else %>
  return { items, total, offset: 0, limit: 20 };
<% endif %>
}

/** An access token that says whose it is, as the server's do. */
export function tokenOf(account: string, number = 1): string {
  return `header.${btoa(JSON.stringify({ sub: account, number }))}.signature`;
}

/** What signing in answers. */
export function tokens(access_token: string): Tokens {
<% if cookie %>
  return { access_token };
<% else %>
  return { access_token, refresh_token: `refresh-${access_token}` };
<% endif %>
}

export function accountOf(role: User['role'], changes: Partial<User> = {}): User {
  return {
    id: accountId,
    email: 'ada@example.com',
<% if username %>
    username: 'ada',
<% endif %>
    display_name: 'Ada Lovelace',
    role,
    is_active: true,
<% for field in app.account.fields %>
    <<= field.name =>>: null,
<% endfor %>
    created_at: '2030-01-15T10:00:00Z',
    ...changes,
  };
}
