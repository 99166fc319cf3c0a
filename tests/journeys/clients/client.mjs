// A client of samriddh's gateway, by what its frames say of themselves: arguments are the page's address, a folder and a request.
import { randomUUID } from "node:crypto";
import WebSocket from "ws";

const PROTOCOL = 3;
const [page, out, request] = process.argv.slice(2);
const [place, token] = page.split("/#token=");
const seen = { events: 0, connections: 0, outcome: null, session: null, resubmitted: null };
const [submitId, approveId] = [randomUUID(), randomUUID()];
let mark = null;

const fail = (why) => {
  console.error(why);
  process.exit(1);
};

function connect() {
  const socket = new WebSocket(`${place.replace("http://", "ws://")}/socket`, { headers: { Authorization: `Bearer ${token}` } });
  const command = (id, body) => socket.send(JSON.stringify({ frame: "command", id, command: body }));
  seen.connections += 1;
  socket.on("open", () => {
    socket.send(JSON.stringify({ frame: "hello", protocol: PROTOCOL }));
    // The same id again: a client that lost its connection cannot know whether it was heard.
    command(submitId, { command: "submit", request, options: { out, approve: false, verify: "none" } });
  });
  socket.on("message", (message) => {
    const frame = JSON.parse(message);
    switch (frame.frame) {
      case "hello": case "caught_up": case "draft": return;
      case "ack":
        if (frame.id !== submitId) return;
        seen.session ??= frame.session;
        seen.resubmitted = frame.session;
        command(randomUUID(), { command: "attach", session: frame.session, after: seen.events, ...(mark && { mark }) });
        return;
      case "event": return event(frame);
      default: fail(message.toString());
    }
  });
  socket.on("close", () => {
    if (seen.outcome === null) connect();
    else console.log(JSON.stringify(seen));
  });
  socket.on("error", fail);

  function event({ event, mark: named }) {
    // What was on its way when the client left is nobody's any more.
    if (seen.outcome !== null || (seen.connections === 1 && seen.events === 100)) return;
    if (event.seq !== seen.events + 1) fail(`event ${event.seq} after ${seen.events}`);
    seen.events = event.seq;
    mark = named;
    const body = event.body.event;
    if (body.kind === "drafted") {
      command(approveId, { command: "approve", session: event.session, revision: body.plan.revision });
    }
    if (event.body.family === "session" && body.kind === "finished") {
      seen.outcome = body.outcome;
      socket.close();
    }
    if (seen.connections === 1 && seen.events === 100) socket.terminate();
  }
}

connect();
