// Questions to the person.
import type { HumanEvent } from '../protocol/event.ts';
import type { View } from '../protocol/view.ts';

export function human(view: View, body: HumanEvent): void {
  switch (body.kind) {
    case 'asked':
      view.questions[body.question.id] = { question: body.question, answer: null };
      return;
    case 'answered': {
      const asked = view.questions[body.question];
      if (asked) view.questions[body.question] = { ...asked, answer: body.value };
      return;
    }
    default:
      body satisfies never;
  }
}
