/** What a notification says: who did what, and to which record. */
import { allEntities } from '../../entities';
import type { EntityModel } from '../../schema/entity';
<% if on.i18n and workflows %>
import { humanize } from '../../schema/format';
<% endif %>
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

<% if on.i18n %>
/** Stands for the record while the sentence around it is looked up. */
const MARK = '\u{2}';

export function sentenceOf(notice: Notice): Sentence {
  const { record, own } = notice;
  const [before = '', after = ''] = around(notice).split(MARK);
  return { before, named: nameOf(record, own), after };
}

/** The whole sentence, in the order of the language. */
function around({ actor, event, part<% if workflows %>, state<% endif %> }: Notice): string {
  const values = { who: actor === '' ? 'Somebody' : actor, record: MARK };
  switch (event) {
    case 'added':
      return t('notifications.somebodyAdded', { ...values, part: partName(part) });
    case 'linked':
      return part
        ? t('notifications.somebodyLinked', { ...values, part: partName(part) })
        : t('notifications.somebodyNamedYou', values);
    case 'changed':
      return t('notifications.somebodyChanged', values);
<% if workflows %>
    case 'moved':
      return t('notifications.somebodyMoved', { ...values, state: inSentence(humanize(state)) });
    case 'waiting':
      return t('notifications.somebodyBrought', { ...values, state: inSentence(humanize(state)) });
<% endif %>
  }
}
<% else %>
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
<% endif %>

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
<% if on.i18n %>
  const entity = entityOf(record);
  return entity ? inSentence(entity.title) : t('notifications.aRecord');
<% else %>
  return entityOf(record)?.title.toLowerCase() ?? 'record';
<% endif %>
}

function nameOf(record: NotifiedRecord, own: boolean): string {
<% if on.i18n %>
  const title = titleOf(record);
  const plain = own ? t('notifications.yours', { title }) : t('notifications.theirs', { title });
<% else %>
  const plain = `${own ? 'your' : 'the'} ${titleOf(record)}`;
<% endif %>
  const label = record.label.trim();
  if (label === '') return plain;
  const short = label.length > LABEL_LENGTH_MAX ? `${label.slice(0, LABEL_LENGTH_MAX)}…` : label;
<% if on.i18n %>
  return t('notifications.labelled', { plain, label: short });
<% else %>
  return `${plain} “${short}”`;
<% endif %>
}

<% if on.i18n %>
function partName(part: NotifiedRecord | null): string {
  if (!part) return t('notifications.something');
  const title = titleOf(part);
  return /^[aeiou]/.test(title)
    ? t('notifications.anPart', { title })
    : t('notifications.aPart', { title });
}
<% else %>
function a(part: NotifiedRecord | null): string {
  if (!part) return 'something';
  const title = titleOf(part);
  return /^[aeiou]/.test(title) ? `an ${title}` : `a ${title}`;
}
<% endif %>
