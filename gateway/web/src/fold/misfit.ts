// Why an event cannot follow what was folded before it.

export class FoldError extends Error {}

export const gap = (expected: number, got: number) =>
  new FoldError(`event ${got} came where ${expected} was due; read the log again from ${expected}`);

export const otherSession = (seq: number, expected: string, got: string) =>
  new FoldError(`event ${seq} belongs to session ${got}, not ${expected}`);

export const unknownTask = (seq: number, task: string) =>
  new FoldError(`event ${seq} speaks of task ${task}, which never started`);

export const endedTwice = (seq: number, task: string) =>
  new FoldError(`event ${seq} ends task ${task} a second time`);

export const unknownCall = (seq: number, call: string) =>
  new FoldError(`event ${seq} speaks of call ${call}, which was never made`);

export const account = (seq: number, why: string) =>
  new FoldError(`event ${seq} does not fit the account: ${why}`);
