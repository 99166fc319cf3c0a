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
  listening = new Set();
  /** What was handed over, by its id, whatever is kept of it. */
  texts = new Map();
  kept = [];
  sockets = [];
  /** Why nothing that is asked for is done. */
  refusal = null;
  /** Whether the door is shut. */
  shut = false;

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
      this.sockets.push(socket);
      const say = (frame) => socket.send(JSON.stringify(frame));
      this.say = say;
      this.listening.add(say);
      socket.onClose(() => this.listening.delete(say));
      socket.onMessage((text) => {
        const frame = JSON.parse(text);
        if (frame.frame === 'hello')
          return say({ frame: 'hello', protocol: 3, version: 'stage', start: 'x' });
        const { command } = frame;
        this.sent.push(command);
        const { events, refused, half } = this.records.get(command.session) ?? { events: [] };
        const no = refused ?? this.refusal;
        if (no && (refused || command.command !== 'attach'))
          return say({
            frame: 'error',
            id: frame.id,
            problem: { code: 'x', message: no, hint: 'try it again' },
          });
        if (command.command !== 'attach') {
          say({ frame: 'ack', id: frame.id, session: command.session });
          if (command.command === 'submit') this.submitted = command;
          if (command.command === 'answer')
            say({ frame: 'event', mark: '', event: answered(events, command) });
          return;
        }
        for (const event of events.slice(command.after)) say({ frame: 'event', mark: '', event });
        // The rest is on its way, and stays there.
        if (half) return;
        say({ frame: 'caught_up', session: command.session, seq: events.length });
      });
    });
  }

  /** A file that is handed over; what its name begins with `slow` never comes to an end. */
  keep(request, response, query) {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const bytes = Buffer.concat(parts);
      const one = {
        id: `u${(this.given = (this.given ?? 0) + 1)}`,
        name: query.get('name'),
        size: bytes.length,
      };
      if (one.name.startsWith('slow')) return;
      this.texts.set(one.id, { name: one.name, text: bytes.toString() });
      this.kept = [...this.kept, { ...one, hash: 'x' }];
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(one));
    });
  }

  /** What the team reads of it: nothing of a picture. */
  read(id, response) {
    // A walk may put other files in their place while these are still being read.
    const { name, text } = this.texts.get(id) ?? { name: id, text: '' };
    const [status, body] = name.endsWith('.png')
      ? [415, { title: 'unreadable', detail: 'pictures are not read', hint: 'say in words what it shows' }]
      : [200, { id, name, kind: 'words', text, note: `words of ${name}` }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  /** A session goes on: whoever watches hears of it. */
  goOn(id, more) {
    this.records.get(id).events.push(...more);
    for (const event of more) for (const say of this.listening) say({ frame: 'event', mark: '', event });
  }

  /** All connections of its pages. */
  async cut() {
    for (const socket of this.sockets.splice(0)) await socket.close({ code: 4000 }).catch(() => undefined);
  }

  answer(request, response) {
    const { pathname: path, searchParams: query } = new URL(request.url, this.site);
    const json = (value) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path === '/api/enter') return refuse(response, 401, `no such code: ${this.text ?? ''}`);
    if (path === '/api/sessions' && this.shut) return refuse(response, 401, 'come in first');
    if (path === '/api/sessions') {
      return json({
        sessions: [...this.records].map(([id, { title, events, state, total }]) => ({
          id,
          title,
          request: events[0]?.body.event.request ?? title,
          state: state ?? 'done',
          created_ms: events[0]?.at_ms ?? 0,
          changed_ms: events.at(-1)?.at_ms ?? 0,
          events: total ?? events.length,
          path: events[0]?.body.event.options?.out ?? null,
        })),
      });
    }
    if (path === '/health') return json(HEALTH);
    if (path === '/api/search') {
      const all = this.records.size;
      return json({ hits: this.hits ?? [], sessions: all, searched: all, complete: true, ...this.search });
    }
    if (path === '/api/uploads' && request.method === 'POST') return this.keep(request, response, query);
    if (path === '/api/uploads') return json(this.kept ?? []);
    const upload = /^\/api\/uploads\/([^/]+)(\/reading)?$/.exec(path);
    if (upload?.[2]) return this.read(upload[1], response);
    if (upload) {
      this.kept = (this.kept ?? []).filter((one) => one.id !== upload[1]);
      return response.writeHead(204).end();
    }
    const files = /^\/api\/sessions\/([^/]+)\/files$/.exec(path);
    if (files) return json(filesOf(this.records.get(files[1]).events, Number(query.get('at'))));
    if (path.endsWith('/verify')) return json({ verdict: 'intact', records: 1, head: 'stage' });
    if (path === '/api/start') return json({ version: 'stage', out_root: '/tmp', model: this.model ?? null });
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

const refuse = (response, status, detail) =>
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ detail }));

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
