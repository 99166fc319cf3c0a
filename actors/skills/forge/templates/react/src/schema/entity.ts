/** What a kind of record is: its fields, relations, rules and API. Lists, pages and forms are made from this. */
import type { ListQuery, Paged } from '../api/pages';
import type { Rule } from '../auth/rules';
import type { Id } from './ids';

export type RecordRef = { readonly id: Id; readonly label: string };
export type Scalar = string | number | boolean | null;
export type WireValue = Scalar | RecordRef | readonly RecordRef[];

/** A record as the API sends it. */
export type RecordData = {
  readonly id: Id;
  readonly created_at: string;
  readonly updated_at: string;
  readonly [name: string]: WireValue;
};

/** A record as the API takes it. */
export type InputData = Readonly<Record<string, Scalar | readonly Id[]>>;

export type FieldKind =
  | 'string'
  | 'text'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'date_time'
  | 'email'
  | 'url'
  | 'enum';

export type FieldSpec<Name extends string = string> = {
  readonly name: Name;
  readonly title: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** Characters. */
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
};

export type RelationSpec = {
  /** The name in a record that was read. */
  readonly name: string;
  /** The name in a record that is sent, and of the list's filter. */
  readonly key: string;
  readonly title: string;
  readonly kind: 'belongs_to' | 'owned_by' | 'many_to_many';
  /** The key of the entity pointed at; `users` for accounts. */
  readonly target: string;
  readonly required: boolean;
};

export type Workflow = {
  readonly field: string;
  readonly title: string;
  readonly states: readonly string[];
<% if on.drafts %>
  /** States in which only its owner and who may publish it find a record. */
  readonly hidden?: readonly string[];
<% endif %>
  /** The state of a new record. */
  readonly initial: string;
  readonly transitions: readonly Transition[];
};

export type Transition = {
  readonly name: string;
  readonly title: string;
  readonly from: readonly string[];
  readonly to: string;
};

<% if constrained %>
/** What must hold between fields, or between one record and the others. */
export type ConstraintSpec = {
  readonly kind: 'unique_together' | 'no_overlap' | 'in_order';
  /** Names in a record that is sent; the beginning and the end of what is ordered or takes time. */
  readonly of: readonly string[];
  /** Whole days, the last one among them. */
  readonly days?: boolean;
  /** What two records must share to be in each other's way. */
  readonly within?: readonly string[];
};

<% endif %>
export type EntityApi<R extends RecordData, I extends InputData> = {
  list(query: ListQuery): Promise<Paged<R>>;
  read(id: Id): Promise<R>;
  create(input: I): Promise<R>;
  update(id: Id, changes: Partial<I>): Promise<R>;
  remove(id: Id): Promise<void>;
  readonly transitions: Readonly<Record<string, (id: Id) => Promise<R>>>;
};

export type EntityModel<R extends RecordData = RecordData, I extends InputData = InputData> = {
  /** The path of its pages and of its API: `posts`. */
  readonly key: string;
  /** `post` */
  readonly name: string;
  readonly title: string;
  readonly titlePlural: string;
  /** The field that stands for a record; `id` when none fits. */
  readonly label: keyof R & string;
  readonly layout: 'cards' | 'table';
  /** Whether it has a place in the main navigation; others are reached from their parent. */
  readonly inNavigation: boolean;
  readonly searchable: boolean;
  readonly sorts: readonly (keyof R & string)[];
  readonly fields: readonly FieldSpec<keyof I & string>[];
  readonly relations: readonly RelationSpec[];
  /** The relation that names a record's owner. */
  readonly owner?: string;
  /** The relations that give a right to whom they point at. */
  readonly named?: readonly string[];
  /** The relation to the record it is shown under, as comments under their post. */
  readonly parent?: string;
  /** The entities shown under a record of this one, and by which of their relations. */
  readonly children: readonly { readonly key: string; readonly relation: string }[];
  readonly workflow?: Workflow;
<% if constrained %>
  readonly constraints?: readonly ConstraintSpec[];
<% endif %>
  readonly rules: Readonly<Record<string, Rule>>;
  readonly api: EntityApi<R, I>;
};
