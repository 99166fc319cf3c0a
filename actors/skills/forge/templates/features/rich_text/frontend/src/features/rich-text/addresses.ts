/** Where a link in somebody's text may lead: to the web or to a mailbox, and nowhere that runs or hides anything. */

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** The address as the browser will read it; none when it is not one to follow. */
export function safeAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, href } = new URL(text);
  // A name before the host is there to be taken for it: https://bank.example@elsewhere.example.
  const plain = username === '' && password === '';
  return SCHEMES.has(protocol) && plain ? href : null;
}

/** The same for what is pasted: a whole address of the web, and nothing beside it. */
export function webAddress(text: string): string | null {
  const pasted = text.trim();
  return /^https?:\/\/\S+$/i.test(pasted) ? safeAddress(pasted) : null;
}
