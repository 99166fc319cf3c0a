/** Joins what is asked for at the same moment into one question. */

/** What is not in the answer is not there. */
type Ask<Key, Value> = (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;

type Batch<Key, Value> = {
  readonly keys: Set<Key>;
  readonly answer: Promise<ReadonlyMap<Key, Value>>;
};

/** A function that asks for one; `most` is how many can be asked for together. */
export function batched<Key, Value>(
  ask: Ask<Key, Value>,
  most: number,
): (key: Key) => Promise<Value | null> {
  let open: Batch<Key, Value> | undefined;

  const begin = (): Batch<Key, Value> => {
    const keys = new Set<Key>();
    const answer = nextTick().then(() => {
      if (open?.keys === keys) open = undefined;
      return ask([...keys]);
    });
    return { keys, answer };
  };

  return async (key) => {
    if (open === undefined || (open.keys.size >= most && !open.keys.has(key))) open = begin();
    open.keys.add(key);
    return (await open.answer).get(key) ?? null;
  };
}

/** Once everything that is drawn together has asked. */
function nextTick(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
