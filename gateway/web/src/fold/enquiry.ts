// Questions about a repository, until they are answered.
import type { EnquiryEvent, Event } from '../protocol/event.ts';
import type { Enquiry, View } from '../protocol/view.ts';

export function enquiry(view: View, event: Event, body: EnquiryEvent): void {
  switch (body.kind) {
    case 'look_asked':
      view.enquiries = { ...view.enquiries, looks: view.enquiries.looks + 1 };
      return;
    case 'asked': {
      const begun: Enquiry = {
        question: body.question,
        to: null,
        rounds: 0,
        queries: [],
        findings: [],
        seq: event.seq,
      };
      view.enquiries = {
        ...view.enquiries,
        asked: body.number,
        open: { ...view.enquiries.open, [body.number]: begun },
      };
      return;
    }
    case 'routed':
      return change(view, event, body.number, () => ({ to: body.to }));
    case 'queried':
      return change(view, event, body.number, (known) => ({
        rounds: known.rounds + 1,
        queries: [...known.queries, ...body.queries],
      }));
    case 'found':
      return change(view, event, body.number, (known) => ({ findings: [...known.findings, body.finding] }));
    case 'answered': {
      const open = { ...view.enquiries.open };
      delete open[body.number];
      view.enquiries = { ...view.enquiries, open };
      return;
    }
    default:
      body satisfies never;
  }
}

/** One that was answered meanwhile stays answered. */
function change(view: View, event: Event, number: number, by: (known: Enquiry) => Partial<Enquiry>): void {
  const known = view.enquiries.open[number];
  if (!known) return;
  const changed = { ...known, ...by(known), seq: event.seq };
  view.enquiries = { ...view.enquiries, open: { ...view.enquiries.open, [number]: changed } };
}
