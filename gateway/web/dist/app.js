// One session of the gateway, live: its events as they come, its plan, and what a person can say to it.
"use strict";

const PROTOCOL = 3;
const EVENTS_SHOWN_MAX = 2000;
const RETRY_MS_FIRST = 1000;
const RETRY_MS_MAX = 30000;

const at = (id) => document.getElementById(id);
const fragment = new URLSearchParams(location.hash.slice(1));
// A code works once: it has no place in the address bar or in the history.
const code = fragment.get("enter");
fragment.delete("enter");
history.replaceState(null, "", location.pathname + (fragment.size > 0 ? `#${fragment}` : ""));

let session = fragment.get("session");
let socket = null;
let seq = 0;
// Names the record of the last event, so that the gateway notices when its own is another one.
let mark = null;
let revision = 0;
let retryMs = RETRY_MS_FIRST;
let rulings = new Map();
let questions = new Map();
// The plan whose checks are listed, and what is known of each.
let planned = null;
let proofs = new Map();
// Whether the plan waits for a word of the person.
let waits = false;

const LISTS = ["records", "roles", "permissions", "built", "assumed", "lost", "by_model", "decisions", "steps", "checks"];

const say = (text) => { at("state").textContent = text; };

// The only way text gets onto the page: as text.
function item(list, text) {
  const entry = document.createElement("li");
  entry.textContent = text;
  at(list).append(entry);
  return entry;
}

function fill(list, texts) {
  at(list).replaceChildren();
  texts.forEach((text) => item(list, text));
}

async function asked(path, options) {
  const answer = await fetch(path, options);
  if (answer.ok) return answer;
  at("enter").hidden = answer.status !== 401;
  const problem = await answer.json();
  throw new Error(`${problem.detail}. ${problem.hint}`);
}

async function enter(typed) {
  await asked("/api/enter", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code: typed }),
  });
  at("enter").hidden = true;
}

async function listSessions() {
  const answer = await asked("/api/sessions");
  const sessions = await answer.json();
  at("none").hidden = sessions.length > 0;
  at("sessions").replaceChildren();
  for (const one of sessions) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${one.state}: ${one.request.slice(0, 80)} (${one.path})${one.parent ? `, forked from ${one.parent.session} at ${one.parent.at}` : ""}`;
    button.setAttribute("aria-current", String(one.id === session));
    button.addEventListener("click", () => show(one.id));
    item("sessions", "").append(button);
  }
  return sessions;
}

function show(id) {
  session = id;
  retryMs = RETRY_MS_FIRST;
  forget();
  connect();
  listSessions().catch((error) => say(error.message));
}

function forget() {
  seq = 0;
  mark = null;
  revision = 0;
  rulings = new Map();
  questions = new Map();
  planned = null;
  proofs = new Map();
  ["events", ...LISTS].forEach((list) => fill(list, []));
  at("plan").hidden = true;
  decide(false);
  ask();
}

const send = (frame) => socket?.send(JSON.stringify(frame));
const command = (body) => send({ frame: "command", id: crypto.randomUUID(), command: body });

function connect() {
  socket?.close();
  const mine = new WebSocket(`ws://${location.host}/socket`);
  socket = mine;
  mine.addEventListener("open", () => {
    send({ frame: "hello", protocol: PROTOCOL });
    command({ command: "attach", session, after: seq, ...(mark && { mark }) });
  });
  mine.addEventListener("message", (message) => { if (socket === mine) receive(JSON.parse(message.data)); });
  mine.addEventListener("close", () => {
    if (socket !== mine) return;
    say(`Connection lost; trying again in ${retryMs / 1000} s`);
    setTimeout(() => { if (socket === mine) connect(); }, retryMs);
    retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
  });
}

function receive(frame) {
  switch (frame.frame) {
    case "hello": retryMs = RETRY_MS_FIRST; break;
    case "snapshot":
      seq = frame.view.seq;
      mark = frame.mark;
      item("events", `${seq} events so far; those that follow are listed`);
      snapshot(frame.view);
      break;
    case "event": mark = frame.mark; event(frame.event); break;
    case "reset": forget(); item("events", "the record was restored or repaired; it is told anew"); break;
    case "draft": break;
    case "caught_up": say(`Live, at event ${seq}`); break;
    // What was refused can be said again, in other words.
    case "error": decide(waits, waits ? frame.problem.message : ""); say(`${frame.problem.message}. ${frame.problem.hint}`); break;
    case "ack": break;
    default: say(`The gateway sent a frame this page does not know: ${frame.frame}`);
  }
}

function snapshot(view) {
  if (view.requirements) requirements(view.requirements);
  if (view.refinement) fill("by_model", planWords.by_model(view.refinement));
  rulings = new Map(Object.entries(view.rulings));
  proofs = planWords.proofs(view);
  if (view.plan) plan(view.plan);
  questions = new Map(Object.entries(view.questions).filter(([, one]) => one.answer === null).map(([id, one]) => [id, one.question]));
  ask();
  decide(view.stage === "approval" && view.outcome === null && view.revision_text === null);
}

// Shows or takes away what can be said to the plan.
function decide(open, why = "") {
  waits = open;
  at("decide").hidden = !open;
  at("refused").textContent = why;
}

// Shows the first question that waits.
function ask() {
  const [open] = questions.values();
  at("question").hidden = !open;
  fill("options", []);
  at("question-text").textContent = open ? open.text : "";
  for (const value of open ? open.options : []) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = value === open.recommended ? `${value} (recommended)` : value;
    button.addEventListener("click", () => command({ command: "answer", session, question: open.id, value }));
    item("options", "").append(button);
  }
}

function event(one) {
  if (one.seq <= seq) return;
  seq = one.seq;
  const { family, event: body } = one.body;
  const time = new Date(one.at_ms).toLocaleTimeString();
  item("events", `${one.seq} ${time} ${one.agent} ${family}.${body.kind} ${brief(body)}`);
  if (at("events").childElementCount > EVENTS_SHOWN_MAX) at("events").firstElementChild.remove();
  say(`Live, at event ${seq}`);
  if (family === "claim" && body.kind === "ruled") rulings.set(body.ruling.key, body.ruling);
  if (family === "session" && body.kind === "finished") {
    decide(false);
    questions.clear();
    ask();
  }
  if (family === "human") {
    if (body.kind === "asked") questions.set(body.question.id, body.question);
    if (body.kind === "answered") questions.delete(body.question);
    ask();
  }
  if (family === "plan") planning(body);
  if (family === "check" || family === "file") proving(body);
}

function proving(body) {
  if (!planWords.prove(proofs, body)) return;
  if (planned) fill("checks", planWords.checks(planned, proofs));
}

function planning(body) {
  switch (body.kind) {
    case "understood": requirements(body.requirements); break;
    case "refined": requirements(body.requirements); fill("by_model", planWords.by_model(body)); break;
    case "revised": fill("by_model", []); rulings = new Map(); requirements(body.requirements); decide(false); break;
    case "revision_requested": case "approved": case "rejected": decide(false); break;
    case "revision_refused": decide(true, body.message); break;
    case "drafted": plan(body.plan); decide(true); break;
    case "milestone_reached": break;
    default: break;
  }
}

function requirements(found) {
  at("product").textContent = planWords.product(found);
  for (const list of ["records", "roles", "permissions", "built", "assumed", "lost"]) fill(list, planWords[list](found));
}

function plan(drafted) {
  revision = drafted.revision;
  at("plan").hidden = false;
  at("plan-title").textContent = `Plan, revision ${revision}`;
  at("summary").textContent = drafted.summary;
  fill("decisions", planWords.decisions([...rulings.values()]));
  planned = drafted;
  fill("steps", planWords.steps(drafted));
  fill("checks", planWords.checks(drafted, proofs));
}

// The texts of an event in one line; what is nested is in `samriddh show`.
function brief(body) {
  const texts = Object.entries(body).filter(([key, value]) => key !== "kind" && value !== null && typeof value !== "object");
  return texts.map(([key, value]) => `${key}=${value}`).join(" ").slice(0, 300);
}

at("approve").addEventListener("click", () => {
  at("decide").hidden = true;
  command({ command: "approve", session, revision });
});

at("revise").addEventListener("click", () => {
  const text = at("change").value.trim();
  if (!text) return decide(true, "Say what to change.");
  at("change").value = "";
  at("decide").hidden = true;
  command({ command: "revise", session, text });
});

at("reject").addEventListener("click", () => {
  at("decide").hidden = true;
  command({ command: "reject", session });
});

at("knock").addEventListener("click", () => {
  enter(at("code").value).then(begin).catch((error) => say(error.message));
});

async function begin() {
  const sessions = await listSessions();
  const first = session ?? sessions[0]?.id;
  if (first) show(first); else say("Connected");
}

(code ? enter(code) : Promise.resolve()).then(begin).catch((error) => say(error.message));
