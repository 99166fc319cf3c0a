// Shows /openapi.json: every route with what it takes and what it answers. Text gets onto the page as text alone.
"use strict";

const make = (name, text, className) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
};

// What a schema says of itself, in a few words.
function words(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.oneOf) return schema.oneOf.map(words).join(" or ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.type === "array") return `list of ${words(schema.items)}`;
  return [schema.type ?? "anything"].flat().join(" or ");
}

function table(head, rows) {
  const all = make("table");
  const first = make("tr");
  head.forEach((text) => first.append(make("th", text)));
  all.append(first);
  for (const row of rows) {
    const line = make("tr");
    row.forEach((text, column) => {
      const cell = make("td");
      cell.append(column === 0 ? make("code", text) : make("span", text));
      line.append(cell);
    });
    all.append(line);
  }
  return all;
}

const fields = (schema) => Object.entries(schema.properties ?? {}).map(([name, part]) => [
  (schema.required ?? []).includes(name) ? name : `${name}?`,
  words(part),
  part.description ?? "",
]);

function body(content, schemas) {
  const all = make("div");
  for (const [kind, { schema }] of Object.entries(content)) {
    all.append(make("p", `${kind}: ${words(schema)}`));
    const named = schema?.$ref && schemas[schema.$ref.split("/").at(-1)];
    if (named?.properties) all.append(table(["field", "what", ""], fields(named)));
  }
  return all;
}

function route(path, method, operation, schemas) {
  const all = make("details");
  const summary = make("summary");
  summary.append(make("span", method.toUpperCase(), "method"), make("code", path), make("span", ` ${operation.summary ?? ""}`));
  all.append(summary);
  if (operation.description) all.append(make("p", operation.description));
  if (operation.parameters?.length) {
    const rows = operation.parameters.map((one) => [one.required ? one.name : `${one.name}?`, `${one.in}, ${words(one.schema)}`, one.description ?? ""]);
    all.append(make("h3", "Takes"), table(["name", "what", ""], rows));
  }
  if (operation.requestBody) all.append(make("h3", "Body"), body(operation.requestBody.content, schemas));
  const answers = Object.entries(operation.responses).map(([status, answer]) => [status, answer.description, Object.keys(answer.content ?? {}).join(", ")]);
  all.append(make("h3", "Answers"), table(["status", "what", "as"], answers));
  all.append(make("p", operation.security ? "Needs the cookie or the bearer." : "Open to this machine."));
  return all;
}

async function show() {
  const routes = document.getElementById("routes");
  const description = await (await fetch("/openapi.json")).json();
  document.getElementById("title").textContent = `${description.info.title} ${description.info.version} over HTTP`;
  document.getElementById("about").textContent = description.info.description;
  for (const { name, description: about } of description.tags) {
    routes.append(make("h2", about));
    for (const [path, operations] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (operation.tags?.includes(name)) routes.append(route(path, method, operation, description.components.schemas));
      }
    }
  }
  routes.removeAttribute("aria-busy");
}

show().catch((error) => { document.getElementById("about").textContent = `The description cannot be read: ${error.message}`; });
