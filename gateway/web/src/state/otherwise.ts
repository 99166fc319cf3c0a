// A change of the plan said otherwise: another session goes on from the plan before it. Where the team does not understand the change, that session is ended again.
import { Refused, type Driver } from '../drivers/driver.ts';

export interface Wish {
  session: string;
  /** The plan that it goes on from. */
  at: number;
  out: string;
  text: string;
}

/** The team reads a change at once; where it takes longer, the person watches it in the new session. */
export const READ_MS_MAX = 10_000;

export async function sayOtherwise(driver: Driver, { session, at, out, text }: Wish): Promise<string> {
  const made = await driver.send({ command: 'fork', session, at, out });
  const told = heard(driver, made, at);
  try {
    // In this order, so that nothing goes on as it was before the change is known.
    await driver.send({ command: 'revise', session: made, text });
    await driver.send({ command: 'resume', session: made, approve: false });
    const refusal = await told.refusal;
    if (refusal !== null) throw new Refused(refusal, '');
    return made;
  } catch (error) {
    const ended = await driver.send({ command: 'cancel', session: made }).then(
      () => true,
      () => false,
    );
    throw new Refused(
      error instanceof Error ? error.message : String(error),
      ended
        ? 'the session that was begun for it is ended again, and stays in the list as cancelled'
        : `the session that was begun for it (${made}) could not be ended: cancel it in the list`,
    );
  } finally {
    told.stop();
  }
}

/** Why the change was refused; null once it was taken, or where nothing is heard for long. */
function heard(driver: Driver, session: string, after: number) {
  let told: (refusal: string | null) => void = () => undefined;
  const refusal = new Promise<string | null>((resolve) => (told = resolve));
  const timer = setTimeout(() => told(null), READ_MS_MAX);
  let seq = after;
  const stop = driver.watch(session, {
    place: () => ({ after: seq, mark: null }),
    event({ event }) {
      seq = event.seq;
      // What is before the plan was said in the other session.
      if (event.seq <= after || event.body.family !== 'plan') return;
      if (event.body.event.kind === 'revision_refused') told(event.body.event.message);
      if (event.body.event.kind === 'revised') told(null);
    },
    snapshot: () => undefined,
    reset: () => (seq = after),
    caughtUp: () => undefined,
    draft: () => undefined,
    refused: () => told(null),
  });
  return { refusal, stop: () => (clearTimeout(timer), stop()) };
}
