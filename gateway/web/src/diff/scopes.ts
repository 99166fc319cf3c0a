// Since when: this turn, the whole session, or one of the states that were saved on the way. Pure, from the events alone.
import type { Event, SavePoint } from '../protocol/event.ts';

/** A state of files that can be asked for. */
export type State =
  | { kind: 'nothing' }
  /** What the session had made after this event. */
  | { kind: 'event'; seq: number }
  /** A folder as a checkpoint keeps it. */
  | { kind: 'checkpoint'; checkpoint: number; manifest: string };

/** One place where files lie, from one state to another. */
export interface Stretch {
  /** Empty for what the session makes. */
  folder: string;
  from: State;
  to: State;
}

export interface Scope {
  id: string;
  label: string;
  at_ms: number;
  stretches: Stretch[];
}

export interface Scopes {
  /** Null where the turn began in events that came as a summary. */
  turn: Scope | null;
  session: Scope;
  /** States that were saved, the newest first. */
  since: Scope[];
}

export function scopesOf(events: readonly Event[], seq: number): Scopes {
  const now: State = { kind: 'event', seq };
  const made = (from: State): Stretch[] => [{ folder: '', from, to: now }];
  const begun = events.findLast(beginsTurn);
  const fork = events.findLast(
    (event) => event.body.family === 'session' && event.body.event.kind === 'forked',
  );
  const saves = events.flatMap(savesOf);
  const origin: State = fork ? { kind: 'event', seq: fork.seq } : { kind: 'nothing' };
  const ofFolders = (from: number) => folderStretches(saves.filter((save) => save.seq >= from));
  return {
    turn: begun
      ? {
          id: 'turn',
          label: turnLabel(begun),
          at_ms: begun.at_ms,
          stretches: [...made({ kind: 'event', seq: begun.seq - 1 }), ...ofFolders(begun.seq)],
        }
      : null,
    session: {
      id: 'session',
      label: fork ? 'since it was forked' : 'since it began',
      at_ms: fork?.at_ms ?? events[0]?.at_ms ?? 0,
      stretches: [...made(origin), ...ofFolders(fork ? fork.seq : 0)],
    },
    since: [
      ...events.flatMap((event) => {
        const label = stateLabel(event);
        return label === null
          ? []
          : [
              {
                id: `event.${event.seq}`,
                label,
                at_ms: event.at_ms,
                stretches: made({ kind: 'event', seq: event.seq }),
              },
            ];
      }),
      ...saves.map((save) => ({
        id: `save.${save.point.checkpoint}`,
        label: `Checkpoint ${save.point.checkpoint}, ${save.why}`,
        at_ms: save.at_ms,
        stretches: folderStretches(saves.filter((one) => one.seq >= save.seq && one.folder === save.folder)),
      })),
    ]
      .filter((scope) => scope.stretches.length > 0)
      .sort((a, b) => b.at_ms - a.at_ms),
  };
}

function beginsTurn({ body }: Event): boolean {
  switch (body.family) {
    case 'session':
      return body.event.kind === 'opened' || body.event.kind === 'forked' || body.event.kind === 'rewound';
    case 'plan':
      return (
        body.event.kind === 'revision_requested' ||
        (body.event.kind === 'approved' && body.event.by === 'person')
      );
    case 'human':
      return body.event.kind === 'answered' && body.event.by === 'person';
    case 'workspace':
      return body.event.kind === 'saved' || body.event.kind === 'asked' || body.event.kind === 'restored';
    case 'enquiry':
      return body.event.kind === 'asked';
    default:
      return false;
  }
}

function turnLabel({ body }: Event): string {
  if (body.family === 'plan' && body.event.kind === 'approved')
    return `since you approved revision ${body.event.revision}`;
  if (body.family === 'plan' && body.event.kind === 'revision_requested') return `since “${body.event.text}”`;
  if (body.family === 'workspace' && body.event.kind === 'saved') return `since “${body.event.line}”`;
  if (body.family === 'session' && body.event.kind === 'rewound') return 'since you went back';
  return 'since you last said something';
}

function stateLabel({ body }: Event): string | null {
  if (body.family === 'file' && body.event.kind === 'delivered') return 'Delivered';
  if (body.family === 'file' && body.event.kind === 'amended') return 'Repair delivered';
  if (body.family === 'plan' && body.event.kind === 'milestone_reached')
    return `Milestone ${body.event.name}`;
  if (body.family === 'session' && body.event.kind === 'forked') return 'Forked';
  if (body.family === 'session' && body.event.kind === 'rewound') return `Back to event ${body.event.to}`;
  return null;
}

interface Save {
  seq: number;
  at_ms: number;
  folder: string;
  point: SavePoint;
  why: string;
}

function savesOf({ seq, at_ms, body }: Event): Save[] {
  if (body.family !== 'workspace') return [];
  const it = body.event;
  const save = (folder: string, point: SavePoint, why: string): Save => ({ seq, at_ms, folder, point, why });
  switch (it.kind) {
    case 'saved':
      return [save(it.folder, it.save, `before “${it.line}”`)];
    case 'ran':
      return it.after ? [save(it.folder, it.after, `after “${it.line}”`)] : [];
    case 'restored':
      return [
        save(it.files.folder, it.files.before, 'before going back'),
        save(it.files.folder, it.files.after, 'after going back'),
      ];
    default:
      return [];
  }
}

/** For each folder from the first state that was saved to the last; one state alone tells of no change. */
function folderStretches(saves: readonly Save[]): Stretch[] {
  return [...new Set(saves.map((save) => save.folder))].flatMap((folder) => {
    const all = saves.filter((save) => save.folder === folder);
    const [from, to] = [all[0]!.point, all.at(-1)!.point];
    return from.manifest === to.manifest
      ? []
      : [{ folder, from: { kind: 'checkpoint', ...from }, to: { kind: 'checkpoint', ...to } } as const];
  });
}
