// The built page with a gateway that is played from records: for what a real one cannot be brought to say.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const DIST = new URL('../dist/', import.meta.url).pathname;
// The policy that the gateway sends.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

const HEALTH = {
  status: 'ok',
  components: {
    data_folder: { status: 'ok', free_bytes: 61e9 },
    sessions: { status: 'ok', live: 1 },
    model: { status: 'ok', name: null },
    machine: { status: 'ok', processors: 4, load_1m: 1.3, memory_bytes: 16e9, memory_free_bytes: 9.5e9 },
  },
};

/** What lay in the folder after an event; what was repaired since is another text. */
function filesOf(events, at) {
  const files = new Map();
  for (const { seq, body } of events) {
    if (seq > at || body.family !== 'file' || body.event.kind !== 'staged') continue;
    const { path, hash, bytes, lines, executable } = body.event.file;
    files.set(path, { path, hash, size: bytes, lines, executable });
  }
  return [...files.values()];
}

/** Records by the id of their session, each with what the list of sessions says of it. */
export class Stage {
  site = '';
  sent = [];

  constructor(records) {
    this.records = records;
    this.server = createServer((request, response) => this.answer(request, response));
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.site = `http://127.0.0.1:${this.server.address().port}/`;
  }

  end() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  /** Before a page is opened: its socket is played too. */
  async play(page) {
    await page.routeWebSocket(/\/socket/, (socket) => {
      const say = (frame) => socket.send(JSON.stringify(frame));
      socket.onMessage((text) => {
        const frame = JSON.parse(text);
        if (frame.frame === 'hello')
          return say({ frame: 'hello', protocol: 3, version: 'stage', start: 'x' });
        const { command } = frame;
        this.sent.push(command);
        const { events } = this.records.get(command.session) ?? { events: [] };
        if (command.command !== 'attach') {
          say({ frame: 'ack', id: frame.id, session: command.session });
          if (command.command === 'answer')
            say({ frame: 'event', mark: '', event: answered(events, command) });
          return;
        }
        for (const event of events.slice(command.after)) say({ frame: 'event', mark: '', event });
        say({ frame: 'caught_up', session: command.session, seq: events.length });
      });
    });
  }

  answer(request, response) {
    const { pathname: path, searchParams: query } = new URL(request.url, this.site);
    const json = (value) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path === '/api/sessions') {
      return json({
        sessions: [...this.records].map(([id, { title, events }]) => ({
          id,
          title,
          request: events[0]?.body.event.request ?? title,
          state: 'done',
          created_ms: events[0]?.at_ms ?? 0,
          changed_ms: events.at(-1)?.at_ms ?? 0,
          events: events.length,
          path: events[0]?.body.event.options?.out ?? null,
        })),
      });
    }
    if (path === '/health') return json(HEALTH);
    if (path === '/api/search') return json({ hits: this.hits ?? [] });
    if (path === '/api/uploads') return json(this.kept ?? []);
    const files = /^\/api\/sessions\/([^/]+)\/files$/.exec(path);
    if (files) return json(filesOf(this.records.get(files[1]).events, Number(query.get('at'))));
    if (path.endsWith('/verify')) return json({ verdict: 'intact', records: 1, head: 'stage' });
    if (path === '/api/start') return json({ version: 'stage', out_root: '/tmp', model: null });
    if (path.startsWith('/api/')) return response.writeHead(200).end(this.text ?? '');
    try {
      const file = path === '/' ? 'index.html' : path;
      const body = readFileSync(join(DIST, file));
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }
}

/** What a session writes when it is answered. */
function answered(events, { question, value }) {
  const last = events.at(-1);
  const event = { kind: 'answered', question, value, by: 'person' };
  events.push({ ...last, seq: last.seq + 1, body: { family: 'human', event } });
  return events.at(-1);
}

export const fixture = (name) =>
  readFileSync(new URL(`../../../protocol/fixtures/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map((line) => line.event ?? line);
