import { createEvent, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Field } from '../../ui/Field';
import { RichTextEditor } from './RichTextEditor';

function Editor({ text, error }: { text: string; error?: string }) {
  const [value, setValue] = useState(text);
  return (
    <>
      <Field name="body" title="Body" required error={error}>
        {(control) => (
          <RichTextEditor
            control={control}
            name="body"
            title="Body"
            value={value}
            onChange={setValue}
          />
        )}
      </Field>
      <output>{value}</output>
    </>
  );
}

const area = () => screen.getByLabelText<HTMLTextAreaElement>('Body');
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

function show(text: string, start = text.length, end = start): void {
  render(<Editor text={text} />);
  area().focus();
  area().setSelectionRange(start, end);
}

function selected(): string {
  const { value, selectionStart, selectionEnd } = area();
  return value.slice(selectionStart, selectionEnd);
}

describe('the toolbar', () => {
  it.each([
    ['Bold', '**word**'],
    ['Italic', '_word_'],
    ['Strike-through', '~~word~~'],
    ['Heading', '## word'],
    ['Insert link', '[word](https://)'],
    ['Bulleted list', '- word'],
    ['Numbered list', '1. word'],
    ['Block quote', '> word'],
    ['Code', '`word`'],
  ])('%s makes %j, and the form hears of it', async (name, expected) => {
    show('word', 0, 4);
    await press(name);
    expect(area()).toHaveValue(expected);
    expect(screen.getByRole('status')).toHaveTextContent(expected);
    expect(area()).toHaveFocus();
  });

  it('takes off again what it put there', async () => {
    show('word', 0, 4);
    await press('Bold');
    expect(selected()).toBe('word');
    await press('Bold');
    expect(area()).toHaveValue('word');
  });

  it('is one stop of the Tab key, with arrow keys inside', async () => {
    show('');
    await userEvent.click(screen.getByRole('tab', { name: 'Write' }));
    await userEvent.tab();
    expect(screen.getByRole('button', { name: 'Bold' })).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(screen.getByRole('button', { name: 'Code' })).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(screen.getByRole('button', { name: 'Italic' })).toHaveFocus();
    await userEvent.keyboard('{End}{Home}a');
    expect(screen.getByRole('button', { name: 'Bold' })).toHaveFocus();
    await userEvent.tab();
    expect(area()).toHaveFocus();
  });
});

describe('the keyboard', () => {
  it.each([
    ['b', '**word**'],
    ['i', '_word_'],
    ['k', '[word](https://)'],
  ])('with Ctrl or Cmd and %s makes %j', (key, expected) => {
    for (const modifier of [{ ctrlKey: true }, { metaKey: true }]) {
      const { unmount } = render(<Editor text="word" />);
      area().setSelectionRange(0, 4);
      expect(fireEvent.keyDown(area(), { key, ...modifier })).toBe(false);
      expect(area()).toHaveValue(expected);
      unmount();
    }
  });

  it('keeps what it has no meaning for', () => {
    show('word', 0, 4);
    const others = [
      { key: 'b' },
      { key: 'b', ctrlKey: true, shiftKey: true },
      { key: 'b', ctrlKey: true, altKey: true },
      { key: 'z', ctrlKey: true },
      { key: 'Tab' },
      { key: 'Enter' },
    ];
    for (const other of others) expect(fireEvent.keyDown(area(), other)).toBe(true);
    expect(area()).toHaveValue('word');
  });

  it('goes on with a list, and ends it', async () => {
    show('- one');
    await userEvent.keyboard('{Enter}two{Enter}{Enter}done');
    expect(area()).toHaveValue('- one\n- two\n\ndone');
  });

  it('breaks the line alone with Shift, and while a character is composed', () => {
    show('- one');
    expect(fireEvent.keyDown(area(), { key: 'Enter', shiftKey: true })).toBe(true);
    expect(fireEvent.keyDown(area(), { key: 'Enter', isComposing: true })).toBe(true);
    expect(area()).toHaveValue('- one');
  });

  it('is not held by the editor', async () => {
    show('word');
    await userEvent.tab();
    expect(area()).not.toHaveFocus();
    await userEvent.tab({ shift: true });
    expect(area()).toHaveFocus();
  });
});

it('makes a link of words that an address is pasted onto', async () => {
  show('see this', 4, 8);
  await userEvent.paste('https://example.com/');
  expect(area()).toHaveValue('see [this](https://example.com/)');
  await userEvent.paste(' and more');
  expect(area()).toHaveValue('see [this](https://example.com/) and more');
});

describe('where the browser types for a script', () => {
  const execCommand = vi.fn((_command: string, _show: boolean, text: string) => {
    const { selectionStart, selectionEnd } = area();
    area().setRangeText(text, selectionStart, selectionEnd, 'end');
    fireEvent(area(), createEvent.input(area()));
    return true;
  });

  beforeEach(() => {
    Object.assign(document, { execCommand });
    return () => {
      Reflect.deleteProperty(document, 'execCommand');
    };
  });

  it('changes go through it, so that undo takes them back', async () => {
    show('word\n\n- ');
    await userEvent.keyboard('{Enter}');
    expect(execCommand).toHaveBeenCalledWith('delete', false, '');
    area().setSelectionRange(0, 4);
    await press('Bold');
    expect(execCommand).toHaveBeenCalledWith('insertText', false, '**word**');
    expect(screen.getByRole('status')).toHaveTextContent('**word**');
  });
});

describe('the preview', () => {
  const preview = () => userEvent.click(screen.getByRole('tab', { name: 'Preview' }));

  it('shows what will be shown, and the way back', async () => {
    show('**word**');
    await preview();
    const panel = screen.getByRole('tabpanel', { name: 'Preview' });
    expect(await within(panel).findByText('word', { selector: 'strong' })).toBeInTheDocument();
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
    await userEvent.keyboard('{ArrowLeft}');
    expect(screen.getByRole('tab', { name: 'Write' })).toHaveFocus();
    expect(screen.getByRole('toolbar')).toBeInTheDocument();
    await userEvent.keyboard('a{ArrowRight}');
    expect(screen.getByRole('tab', { name: 'Preview' })).toHaveAttribute('aria-selected', 'true');
  });

  it('says when there is nothing to show', async () => {
    show(' ');
    await preview();
    expect(screen.getByText('Nothing to preview yet.')).toBeInTheDocument();
  });

  it('makes way for the text when that is gone to, by its label or from a list of errors', async () => {
    show('**word**');
    await preview();
    await userEvent.click(screen.getByText('Body'));
    expect(screen.getByRole('tab', { name: 'Write' })).toHaveAttribute('aria-selected', 'true');
    expect(area()).toHaveFocus();
  });
});

it('is described by its help and by what is wrong', () => {
  render(<Editor text="" error="Fill this in" />);
  expect(area()).toHaveAccessibleDescription(/Fill this in.*Markdown/);
  expect(area()).toBeInvalid();
});
