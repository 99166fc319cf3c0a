// A plan in words: everything that is approved with it, as lists of texts. Pure; app.js puts the texts onto the page.
"use strict";

const VISIBILITIES = {
  public: "anyone may read",
  members: "who is signed in may read",
  owner: "its owner and who manages it may read",
};
const RELATIONS = { belongs_to: "one", owned_by: "owned by a", many_to_many: "many" };
const SCOPES = { any: "", own: " (own)" };

const planWords = {
  product: ({ product }) => `${product.title} (${product.name}). ${product.summary}`,

  records: (found) => found.entities.flatMap((entity) => [
    `${entity.name}: ${entity.kind === "account" ? "people who sign in" : VISIBILITIES[entity.visibility] ?? entity.visibility}`,
    ...entity.fields.map((field) => `${entity.name}.${fieldWords(field)}`),
    ...entity.relations.map((to) =>
      `${entity.name} → ${to.name}: ${RELATIONS[to.kind] ?? to.kind} ${to.to}${to.required ? "" : ", optional"}`),
    ...(entity.workflow ? [`${entity.name}.${workflowWords(entity.workflow)}`] : []),
  ]),

  roles: (found) => found.roles.map((role) => role.name + (role.default ? " (everyone who registers)" : "")),

  permissions: (found) => {
    const lines = new Map();
    for (const one of found.permissions) {
      const action = typeof one.action === "string" ? one.action : Object.values(one.action).join(" ");
      const head = `${one.role} may, to ${one.entity}: `;
      lines.set(head, [...(lines.get(head) ?? []), action + (SCOPES[one.scope] ?? ` (${one.scope})`)]);
    }
    return [...lines].map(([head, actions]) => head + actions.join(", "));
  },

  built: (found) => [
    ...found.features.map((feature) => `feature: ${feature.name.replaceAll("_", " ")}`),
    ...found.stack.map((choice) => `stack: ${choice.name}`),
    ...found.constraints.map((limit) => `limit: ${limit.kind.replaceAll("_", " ")}`),
  ],

  assumed: (found) => found.assumptions.map((one) => `${one.about}: ${one.text}`),

  lost: (found) => [
    ...found.not_understood.map((words) => `not understood: ${words}`),
    ...found.unsupported.map((name) => `nothing here builds: ${name}`),
  ],

  by_model: (read) => [
    ...read.changes.map((change) => `${change.what} ${change.about} (${change.words})`),
    ...read.left_out.map((what) => `not taken: ${what}`),
  ],

  decisions: (rulings) => {
    const disputed = rulings.filter((one) => one.options.length > 1);
    const others = rulings.filter((one) => one.options.length <= 1);
    return [
      ...disputed.map((one) => `${one.key} = ${one.value} (of ${one.options.join(", ")}): ${one.reason}`),
      ...(others.length ? [`undisputed: ${others.map((one) => `${one.key} = ${one.value}`).join(" · ")}`] : []),
    ];
  },

  steps: (drafted) => drafted.steps.map((step) => `${step.role}: ${step.title} (${step.files} files)`),

  checks: (drafted, proofs) => drafted.checks.map((check) => `${proofs.get(check.name) ?? "planned"} · ${check.name}: ${check.criterion}`),

  // What a snapshot knows of each check.
  proofs: (view) => {
    const known = new Map(Object.entries(view.checks).map(([name, result]) => [name, proofWords(result)]));
    for (const one of view.repairs ?? []) known.set(one.check, [repairWords(one.result), known.get(one.check)].filter(Boolean).join(", "));
    return known;
  },

  // Takes an event into what is known of each check; false when it tells nothing of them.
  prove: (proofs, body) => {
    switch (body.kind) {
      case "ended": proofs.set(body.name, [repaired(proofs.get(body.name)), proofWords(body.result)].filter(Boolean).join(", ")); return true;
      case "repair_ended": proofs.set(body.name, repairWords(body.result)); return true;
      // Proofs are of the tree that is delivered: all are taken back, and the checks run again.
      case "amended": for (const name of proofs.keys()) proofs.set(name, repaired(proofs.get(name)) || "to run again"); return true;
      default: return false;
    }
  },
};

function proofWords(result) {
  const status = result.status.replaceAll("_", " ");
  return result.reason ? `${status} (${result.reason})` : status;
}

function repairWords(result) {
  return result.why ? `not repaired (${result.why})` : `repaired (${result.changed.length} files)`;
}

const repaired = (text) => /^repaired \(\d+ files\)/.exec(text ?? "")?.[0];

function fieldWords(field) {
  const kind = field.values?.length ? field.values.join(" | ") : field.type.replaceAll("_", " ");
  const limits = field.constraints.map((limit) => typeof limit === "string"
    ? limit
    : Object.entries(limit).map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`).join(", "));
  return `${field.name}: ${[kind, ...limits].join(", ")}`;
}

function workflowWords(flow) {
  const moves = flow.transitions.map((move) => `${move.name} (${move.from.join(" or ")} → ${move.to})`);
  return `${flow.field}: ${flow.states.join(" | ")}, from ${flow.initial} on; ${moves.join(", ")}`;
}
