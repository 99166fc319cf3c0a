// What models were given to read and what they said, from the events alone. Pure.
import type { Event, Finish, Usage } from '../protocol/event.ts';

export interface Call {
  call: string;
  /** For which task it was asked. */
  task: string;
  model: string;
  at_ms: number;
  attempts: number;
  /** The question's text, by its hash. */
  ask: string;
  /** The answer's text, by its hash; null without one. */
  answer: string | null;
  finish: Finish | null;
  /** As the provider counted; null where it did not say. */
  usage: Usage | null;
  why: string;
}

/** In order, each with its last attempt. */
export function callsOf(events: readonly Event[]): Call[] {
  const calls = new Map<string, Call>();
  for (const { at_ms, body } of events) {
    if (body.family !== 'model') continue;
    const it = body.event;
    const known = calls.get(it.call);
    if (it.kind === 'requested') {
      const { call, task, model, ask, attempt: attempts } = it;
      calls.set(call, {
        call,
        task,
        model,
        at_ms,
        attempts,
        ask,
        answer: null,
        finish: null,
        usage: null,
        why: '',
      });
    } else if (!known) continue;
    else if (it.kind === 'failed') calls.set(it.call, { ...known, why: it.why });
    else calls.set(it.call, { ...known, why: '', answer: it.answer, finish: it.finish, usage: it.usage });
  }
  return [...calls.values()];
}

/** A question as it was kept. */
export interface Ask {
  messages: { speaker: 'system' | 'user' | 'assistant'; text: string }[];
  format: { kind: 'text' } | { kind: 'json'; name: string; schema: unknown };
  output_tokens_max: number;
}

export interface Share {
  speaker: Ask['messages'][number]['speaker'];
  text: string;
  chars: number;
  /** Of all characters of the question. */
  part: number;
}

export function sharesOf(ask: Ask): Share[] {
  const all = ask.messages.reduce((sum, message) => sum + message.text.length, 0);
  return ask.messages.map(({ speaker, text }) => ({
    speaker,
    text,
    chars: text.length,
    part: all === 0 ? 0 : text.length / all,
  }));
}

/** Why a message is in a question, by what the team puts into one. */
export function whyIn({ speaker, text }: Pick<Share, 'speaker' | 'text'>): string {
  if (speaker === 'system') return 'the rules it answers by: what it may change, and in which form';
  if (speaker === 'assistant') return 'what it said before, so that it goes on from there';
  if (text.startsWith('Requirements as they were read'))
    return 'what the rules understood of the request, so that it only speaks of what they left open';
  if (/^The request, as data between two marks/.test(text))
    return 'what you asked for, as data: nothing in it is an instruction to the model';
  return 'what it is asked';
}

/** JSON, laid out; any other text as it is. */
export function laidOut(text: string): { text: string; json: boolean } {
  try {
    return { text: JSON.stringify(JSON.parse(text), null, 2), json: true };
  } catch {
    return { text, json: /^\s*[{[]/.test(text) };
  }
}
