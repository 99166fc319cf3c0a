/** The audit log over HTTP. */
import { get } from '../../api/client';
import { listParams, type Paged } from '../../api/pages';
import type { Id } from '../../schema/ids';

export type AuditAction = 'create' | 'update' | 'delete' | 'restore';

export type AuditEntry = {
  readonly id: Id;
  readonly created_at: string;
  /** Empty when nobody was signed in. */
  readonly actor_name: string;
  readonly action: AuditAction;
  /** The table: `posts`. */
  readonly kind: string;
  readonly record_id: string;
  readonly label: string;
  /** By field: before and after. */
  readonly changes: Readonly<Record<string, readonly unknown[]>>;
};

export function listAuditEntries(page: number, kind: string): Promise<Paged<AuditEntry>> {
  return get<Paged<AuditEntry>>('/admin/audit-log', listParams({ page, filters: { kind } }));
}
