/** What a notification says: who did what, and to which record. */
import { allEntities } from '../../entities';
import type { EntityModel } from '../../schema/entity';
import { idText } from '../../schema/ids';
import type { Notice, NotifiedRecord } from './api';

/** A record whose label is a long text is named by its beginning. */
const LABEL_LENGTH_MAX = 80;

export type Sentence = {
  readonly before: string;
  /** The words that lead to the record. */
  readonly named: string;
  readonly after: string;
};

export function sentenceOf(notice: Notice): Sentence {
  const { actor, event, record, part, own } = notice;
  const who = actor === '' ? 'Somebody' : actor;
  const named = nameOf(record, own);
<% if workflows %>
  const isNow = `: it is ${notice.state.replaceAll('_', ' ')}`;
<% endif %>
  switch (event) {
    case 'added':
      return { before: `${who} added ${a(part)} to `, named, after: '' };
    case 'linked':
      return part
        ? { before: `${who} linked ${a(part)} to `, named, after: '' }
        : { before: `${who} named you in `, named, after: '' };
    case 'changed':
      return { before: `${who} changed `, named, after: '' };
<% if workflows %>
    case 'moved':
      return { before: `${who} moved `, named, after: ` on${isNow}` };
    case 'waiting':
      return { before: `${who} brought `, named, after: ` to you${isNow}` };
<% endif %>
  }
}

export function pathOf({ kind, id }: NotifiedRecord): string {
  return `/${keyOf(kind)}/${idText(id)}`;
}

function keyOf(kind: string): string {
  return kind.replaceAll('_', '-');
}

function entityOf({ kind }: NotifiedRecord): EntityModel | undefined {
  return allEntities.find(({ key }) => key === keyOf(kind));
}

function titleOf(record: NotifiedRecord): string {
  return entityOf(record)?.title.toLowerCase() ?? 'record';
}

function nameOf(record: NotifiedRecord, own: boolean): string {
  const plain = `${own ? 'your' : 'the'} ${titleOf(record)}`;
  const label = record.label.trim();
  if (label === '') return plain;
  const short = label.length > LABEL_LENGTH_MAX ? `${label.slice(0, LABEL_LENGTH_MAX)}…` : label;
  return `${plain} “${short}”`;
}

function a(part: NotifiedRecord | null): string {
  if (!part) return 'something';
  const title = titleOf(part);
  return /^[aeiou]/.test(title) ? `an ${title}` : `a ${title}`;
}
