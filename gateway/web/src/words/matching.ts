// Finding by parts of words, in any order and without regard to case.

/** Whether a text holds all words of a query; for one query and many texts. */
export function finder(query: string): (text: string) => boolean {
  const words = query.toLowerCase().split(/\s+/);
  return (text) => {
    const within = text.toLowerCase();
    return words.every((word) => within.includes(word));
  };
}

export const matches = (query: string, text: string): boolean => finder(query)(text);

/** A name for a folder out of a request: its first telling words. */
export function folderName(request: string): string {
  const EMPTY = new Set(
    'a an the create make build please modern simple i we want need would like me us new of for with where that which and or to in on as using use'.split(
      ' ',
    ),
  );
  const words = request.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const telling = words.filter((word) => !EMPTY.has(word)).slice(0, 2);
  return telling.join('-') || 'project';
}
