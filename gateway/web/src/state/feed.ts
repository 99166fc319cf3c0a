// The conversation: a session's events as a person follows them, in order. Pure: the same events make the same items.
import type { CheckResult, RepairResult } from '../protocol/check.ts';
import type { Claim, Conflict, Ruling, Vote } from '../protocol/claim.ts';
import type { Cited, Event, Outcome, Question, TaskEvent, TaskSpec } from '../protocol/event.ts';
import type { Change, Plan } from '../protocol/plan.ts';
import type { Requirements } from '../protocol/requirements.ts';
import { tell, type Tone } from '../words/event.ts';
import { Idle } from '../words/idle.ts';

export type TaskState = 'running' | 'done' | 'failed' | 'timed_out' | 'cancelled';

/** One task as the conversation shows it. */
export interface Work {
  spec: TaskSpec;
  seq: number;
  state: TaskState;
  attempt: number;
  done: number;
  total: number;
  note: string;
  why: string;
  files: number;
  claims: Claim[];
  started_ms: number;
  /** Without the time in which nobody was at work; null until it has ended. */
  took_ms: number | null;
  result: CheckResult | null;
  repair: RepairResult | null;
}

export interface Debate {
  conflict: Conflict;
  seq: number;
  votes: Vote[];
  ruling: Ruling | null;
  question: Question | null;
}

export type Item = { id: string; seq: number; at_ms: number } & (
  | { kind: 'said'; text: string; what: 'request' | 'revision' | 'answer' | 'approval' | 'question' }
  | { kind: 'note'; agent: string; title: string; detail: string; tone: Tone }
  | { kind: 'changes'; changes: Change[]; leftOut: string[]; byModel: boolean }
  | { kind: 'phase'; phase: Phase; works: Work[]; took_ms: number }
  | { kind: 'debate'; debates: Debate[]; undisputed: Ruling[] }
  | { kind: 'plan'; plan: Plan; requirements: Requirements; rulings: Ruling[]; current: boolean }
  | { kind: 'asked'; question: Question; answer: string | null }
  | { kind: 'answer'; known: boolean; lines: Cited[] }
  /** What a model answered, by the hash of its text; null tokens where the provider did not count. */
  | { kind: 'written'; agent: string; model: string; answer: string; tokens: number | null }
  | { kind: 'result'; outcome: Outcome; reason: string; idle: Idle }
);

export type Phase = 'propose' | 'build' | 'check' | 'repair';

const PHASES: Record<string, Phase> = {
  propose: 'propose',
  render: 'build',
  check: 'check',
  repair: 'repair',
};

/** Takes events in order; `items` is a new list after each change, and items that changed are new objects. */
export class Feed {
  items: Item[] = [];
  readonly idle = new Idle();
  private at = new Map<string, number>();
  private phaseOf = new Map<string, string>();
  private requirements: Requirements | null = null;
  private rulings: Ruling[] = [];
  private round = 1;
  private pass = 1;
  private models = new Map<string, string>();

  take(event: Event): void {
    const { body } = event;
    this.idle.take(event);
    switch (body.family) {
      case 'session':
        return this.session(event, body.event);
      case 'plan':
        return this.plan(event, body.event);
      case 'task':
        return this.task(event, body.event);
      case 'claim':
        return this.claim(event, body.event);
      case 'file':
        return this.file(event, body.event);
      case 'check':
        return this.check(event, body.event);
      case 'human':
        return this.human(event, body.event);
      case 'model':
        return this.model(event, body.event);
      case 'supervision':
        if (body.event.kind !== 'agent_started' && body.event.kind !== 'agent_stopped') this.note(event);
        return;
      case 'message':
        if (body.event.kind === 'dead_lettered') this.note(event);
        return;
      case 'enquiry':
        return this.enquiry(event, body.event);
      case 'workspace':
        if (body.event.kind === 'asked')
          this.add(event, { kind: 'said', text: body.event.question, what: 'question' });
        else if (body.event.kind === 'answered') {
          this.add(event, { kind: 'answer', known: body.event.known, lines: body.event.lines });
        } else this.note(event);
        return;
      case 'usage':
        return;
      default:
        this.note(event);
    }
  }

  private model(event: Event, it: Extract<Event['body'], { family: 'model' }>['event']): void {
    if (it.kind === 'requested') this.models.set(it.call, it.model);
    if (it.kind === 'requested' || it.kind === 'failed') return this.note(event);
    const tokens = it.usage ? it.usage.input_tokens + it.usage.output_tokens : null;
    const model = this.models.get(it.call) ?? '';
    this.add(event, { kind: 'written', agent: event.agent, model, answer: it.answer, tokens });
  }

  private session(event: Event, it: Extract<Event['body'], { family: 'session' }>['event']): void {
    if (it.kind === 'opened') this.add(event, { kind: 'said', text: it.request, what: 'request' });
    else if (it.kind === 'finished')
      this.add(event, { kind: 'result', outcome: it.outcome, reason: it.reason, idle: this.idle });
    else if (it.kind !== 'command_accepted') this.note(event);
    if (it.kind === 'rewound' || it.kind === 'forked') {
      // What follows is shown as a new stretch of work, also where task ids come again.
      this.pass += 1;
      this.phaseOf.clear();
    }
  }

  private plan(event: Event, it: Extract<Event['body'], { family: 'plan' }>['event']): void {
    switch (it.kind) {
      case 'understood':
        this.requirements = it.requirements;
        return this.note(event);
      case 'refined':
        this.requirements = it.requirements;
        return this.add(event, { kind: 'changes', changes: it.changes, leftOut: it.left_out, byModel: true });
      case 'revision_requested':
        return this.add(event, { kind: 'said', text: it.text, what: 'revision' });
      case 'revised':
        this.requirements = it.requirements;
        this.round += 1;
        this.rulings = [];
        this.retirePlans();
        return this.add(event, {
          kind: 'changes',
          changes: it.changes,
          leftOut: it.not_understood,
          byModel: false,
        });
      case 'drafted':
        if (!this.requirements) return this.note(event);
        this.retirePlans();
        return this.add(event, {
          kind: 'plan',
          plan: it.plan,
          requirements: this.requirements,
          rulings: [...this.rulings],
          current: true,
        });
      case 'approved':
        return it.by === 'person'
          ? this.add(event, { kind: 'said', text: `Approved revision ${it.revision}`, what: 'approval' })
          : this.note(event);
      default:
        return this.note(event);
    }
  }

  private retirePlans(): void {
    for (const item of this.items) {
      if (item.kind === 'plan' && item.current) this.put(item.id, { ...item, current: false });
    }
  }

  private task(event: Event, it: Extract<Event['body'], { family: 'task' }>['event']): void {
    if (it.kind === 'started') return this.started(event, it.task, it.attempt);
    switch (it.kind) {
      case 'progressed':
        return this.work(it.task, () => ({ done: it.done, total: it.total, note: it.note }));
      case 'attempt_failed':
        this.work(it.task, () => ({ why: it.why }));
        return this.note(event);
      case 'ended':
        return this.ended(event, it);
    }
  }

  private started(event: Event, spec: TaskSpec, attempt: number): void {
    const phase = PHASES[spec.kind.kind];
    if (!phase) return;
    if (this.phaseOf.has(spec.id)) return this.work(spec.id, () => ({ attempt, state: 'running' }));
    const id = `${phase}.${this.round}.${this.pass}`;
    const work: Work = {
      spec,
      seq: event.seq,
      state: 'running',
      attempt,
      done: 0,
      total: 0,
      note: '',
      why: '',
      files: 0,
      claims: [],
      started_ms: event.at_ms,
      took_ms: null,
      result: null,
      repair: null,
    };
    this.phaseOf.set(spec.id, id);
    const known = this.get(id);
    if (known?.kind === 'phase') return this.put(id, { ...known, works: [...known.works, work] });
    this.add(event, { kind: 'phase', phase, works: [work], took_ms: 0 }, id);
  }

  private ended(event: Event, it: Extract<TaskEvent, { kind: 'ended' }>): void {
    const took = (from: number) => this.idle.worked(from, event.at_ms);
    this.work(it.task, (work) => ({ state: it.end, why: it.why, took_ms: took(work.started_ms) }));
    const item = this.get(this.phaseOf.get(it.task) ?? '');
    if (item?.kind !== 'phase') return;
    const began = Math.min(...item.works.map((work) => work.started_ms));
    this.put(item.id, { ...item, took_ms: took(began) });
  }

  private work(task: string, change: (work: Work) => Partial<Work>): void {
    const item = this.get(this.phaseOf.get(task) ?? '');
    if (item?.kind !== 'phase') return;
    const works = item.works.map((work) => (work.spec.id === task ? { ...work, ...change(work) } : work));
    this.put(item.id, { ...item, works });
  }

  private claim(event: Event, it: Extract<Event['body'], { family: 'claim' }>['event']): void {
    switch (it.kind) {
      case 'published':
        return this.work(event.correlation, (work) => ({ claims: [...work.claims, it.claim] }));
      case 'disputed':
        return this.debate(event, it.conflict.key, () => ({
          conflict: it.conflict,
          seq: event.seq,
          votes: [],
          ruling: null,
          question: null,
        }));
      case 'vote_cast':
        return this.debate(
          event,
          it.vote.key,
          (known) => known && { ...known, votes: [...known.votes, it.vote] },
        );
      case 'ruled':
        this.rulings.push(it.ruling);
        return this.debate(
          event,
          it.ruling.key,
          (known) => known && { ...known, ruling: it.ruling },
          it.ruling,
        );
    }
  }

  private debate(
    event: Event,
    key: string,
    by: (known: Debate | null) => Debate | null,
    ruling?: Ruling,
  ): void {
    const id = `debate.${this.round}.${this.pass}`;
    if (!this.at.has(id)) this.add(event, { kind: 'debate', debates: [], undisputed: [] }, id);
    const item = this.get(id);
    if (item?.kind !== 'debate') return;
    const known = item.debates.find((one) => one.conflict.key === key) ?? null;
    const changed = by(known);
    if (!changed) {
      if (ruling) this.put(id, { ...item, undisputed: [...item.undisputed, ruling] });
      return;
    }
    const debates = known
      ? item.debates.map((one) => (one === known ? changed : one))
      : [...item.debates, changed];
    this.put(id, { ...item, debates });
  }

  private file(event: Event, it: Extract<Event['body'], { family: 'file' }>['event']): void {
    if (it.kind === 'staged') return this.work(it.task, (work) => ({ files: work.files + 1 }));
    if (it.kind === 'delivered' || it.kind === 'amended' || it.kind === 'amendment_refused') this.note(event);
    // Proofs are of the tree that is delivered: after a repair all checks run again.
    if (it.kind === 'amended') this.pass += 1;
    if (it.kind === 'amended') for (const [task] of this.phaseOf) this.phaseOf.delete(task);
  }

  private check(_event: Event, it: Extract<Event['body'], { family: 'check' }>['event']): void {
    if (it.kind === 'ended') return this.work(`check.${it.name}`, () => ({ result: it.result }));
    const repair = [...this.phaseOf.keys()].find((task) => task.startsWith(`repair.${it.name}`));
    this.work(repair ?? '', () => ({ repair: it.result }));
  }

  private human(event: Event, it: Extract<Event['body'], { family: 'human' }>['event']): void {
    const id = `question.${it.kind === 'asked' ? it.question.id : it.question}`;
    if (it.kind === 'asked')
      return this.add(event, { kind: 'asked', question: it.question, answer: null }, id);
    const item = this.get(id);
    if (item?.kind === 'asked') this.put(id, { ...item, answer: it.value });
  }

  private enquiry(event: Event, it: Extract<Event['body'], { family: 'enquiry' }>['event']): void {
    if (it.kind === 'asked') return this.add(event, { kind: 'said', text: it.question, what: 'question' });
    if (it.kind === 'routed') return this.note(event);
    if (it.kind === 'answered') {
      this.add(event, { kind: 'answer', known: it.finding.known, lines: it.finding.lines ?? [] });
    }
  }

  private note(event: Event): void {
    const { title, detail, tone } = tell(event);
    this.add(event, { kind: 'note', agent: event.agent, title, detail, tone });
  }

  private add(event: Event, item: Bare<Item>, id = `event.${event.seq}`): void {
    this.at.set(id, this.items.length);
    this.items = [...this.items, { id, seq: event.seq, at_ms: event.at_ms, ...item } as Item];
  }

  private get(id: string): Item | undefined {
    const at = this.at.get(id);
    return at === undefined ? undefined : this.items[at];
  }

  private put(id: string, item: Item): void {
    const at = this.at.get(id);
    if (at === undefined) return;
    this.items = this.items.with(at, item);
  }
}

type Bare<T> = T extends unknown ? Omit<T, 'id' | 'seq' | 'at_ms'> : never;
