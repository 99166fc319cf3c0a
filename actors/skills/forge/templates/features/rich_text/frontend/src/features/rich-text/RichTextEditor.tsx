/** A long text as it is written: Markdown in a plain text area, with formats to press and a look at what will be shown. */
import { useId, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import type { ControlProps } from '../../ui/Field';
import { applyEdit } from './applyEdit';
import { continueLine, pasteLink, type Edit, type Selection } from './edits';
import { RichText } from './RichText';
import { Toolbar, formatFor } from './Toolbar';

type RichTextEditorProps = {
  control: ControlProps;
  name: string;
  title: string;
  value: string;
  onChange: (value: string) => void;
};

export function RichTextEditor({ control, name, title, value, onChange }: RichTextEditorProps) {
  const [preview, setPreview] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();

  const edit = (make: (text: string, selection: Selection) => Edit | null): boolean => {
    if (!area.current) return false;
    const { selectionStart: start, selectionEnd: end } = area.current;
    const made = make(area.current.value, { start, end });
    if (made) applyEdit(area.current, made);
    return made !== null;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also ends the choice of a character that is composed.
    if (event.nativeEvent.isComposing) return;
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    const make = event.key === 'Enter' && plain ? continueLine : formatFor(event);
    if (make && edit(make)) event.preventDefault();
  };

  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (edit((text, selection) => pasteLink(text, selection, pasted))) event.preventDefault();
  };

  const described = [control['aria-describedby'], `${id}-help`].filter(Boolean).join(' ');
  return (
    <div className="rich-editor">
      <div className="rich-editor-head">
        <Tabs id={id} label={`View of ${title}`} preview={preview} onChoose={setPreview} />
        {!preview && (
          <Toolbar label={`Formats of ${title}`} controls={control.id} onFormat={edit} />
        )}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={tabId(id, preview)}>
        {/* Out of sight it can still be reached: by its label, and from the summary of what is wrong. */}
        <textarea
          {...control}
          ref={area}
          name={name}
          value={value}
          rows={8}
          className={preview ? 'visually-hidden' : 'rich-editor-area'}
          tabIndex={preview ? -1 : 0}
          aria-describedby={described}
          onFocus={() => {
            setPreview(false);
          }}
          onChange={(event) => {
            onChange(event.target.value);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        {preview && <Preview text={value} />}
      </div>
      <p id={`${id}-help`} className="hint rich-editor-help">
        Markdown: **bold**, _italic_, # heading, - list, &gt; quote, `code`, [link](https://…)
      </p>
    </div>
  );
}

function Preview({ text }: { text: string }) {
  return (
    <div className="rich-editor-preview">
      {text.trim() === '' ? (
        <p className="muted">Nothing to preview yet.</p>
      ) : (
        <RichText text={text} />
      )}
    </div>
  );
}

type TabsProps = {
  id: string;
  label: string;
  preview: boolean;
  onChoose: (preview: boolean) => void;
};

/** Two tabs: the arrow keys go from either to the other. */
function Tabs({ id, label, preview, onChoose }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    onChoose(!preview);
    list.current?.querySelectorAll('button')[preview ? 0 : 1]?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      tabIndex={-1}
      aria-label={label}
      className="rich-editor-tabs"
      onKeyDown={move}
    >
      {[false, true].map((shows) => (
        <button
          key={String(shows)}
          type="button"
          role="tab"
          id={tabId(id, shows)}
          aria-selected={shows === preview}
          aria-controls={`${id}-panel`}
          tabIndex={shows === preview ? 0 : -1}
          className="rich-editor-tab"
          onClick={() => {
            onChoose(shows);
          }}
        >
          {shows ? 'Preview' : 'Write'}
        </button>
      ))}
    </div>
  );
}

function tabId(id: string, preview: boolean): string {
  return `${id}-${preview ? 'preview' : 'write'}`;
}
