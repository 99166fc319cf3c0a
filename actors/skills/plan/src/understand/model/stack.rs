//! The stack: what was named, what is left to be completed, and what excludes what.

use protocol::requirements::{ProductConstraint, ProductConstraintKind, StackChoice};

use super::draft::Builder;
use crate::understand::fact::Fact;
use crate::understand::lexicon::stack::{Known, Slot};

impl Builder<'_> {
    pub(super) fn stack(&mut self) {
        let mut named: Vec<(Known, String)> = Vec::new();
        for fact in self.facts {
            match fact {
                Fact::Stack { known, span } => {
                    let words = self.take(*span);
                    if !named.iter().any(|(other, _)| other.name == known.name) {
                        named.push((*known, words));
                    }
                }
                Fact::Part { kind, span } => {
                    let words = self.take(*span);
                    if !self.constraints.iter().any(|constraint| constraint.kind == *kind) {
                        self.constraints.push(ProductConstraint { kind: *kind, words });
                    }
                }
                _ => {}
            }
        }
        self.rivals(&named);
        self.excluded_parts(&named);
        for (known, words) in named {
            self.choose(known, words);
        }
        self.complete();
    }

    /// Two names for one part. A language beside its framework is no rival: `Python` and `FastAPI`.
    fn rivals(&mut self, named: &[(Known, String)]) {
        for (slot, what) in [
            (Slot::Frontend, "the frontend"),
            (Slot::Backend, "the backend"),
            (Slot::Database, "the database"),
        ] {
            let of_slot: Vec<&(Known, String)> =
                named.iter().filter(|(known, _)| known.slot == slot && !companion(known, named)).collect();
            if of_slot.len() > 1 {
                let words = of_slot.iter().map(|(_, words)| words.clone()).collect();
                self.contradictions.push((what.into(), words));
            }
        }
    }

    fn excluded_parts(&mut self, named: &[(Known, String)]) {
        if let [first, second, ..] = self.constraints.as_slice() {
            let words = vec![first.words.clone(), second.words.clone()];
            self.contradictions.push(("what to build".into(), words));
        }
        for constraint in self.constraints.clone() {
            let excluded: &[Slot] = match constraint.kind {
                ProductConstraintKind::BackendOnly => &[Slot::Frontend, Slot::FrontendLanguage],
                ProductConstraintKind::FrontendOnly => &[Slot::Backend, Slot::Database],
            };
            for (_, words) in named.iter().filter(|(known, _)| excluded.contains(&known.slot)) {
                self.contradictions
                    .push(("what to build".into(), vec![constraint.words.clone(), words.clone()]));
            }
        }
    }

    fn choose(&mut self, known: Known, words: String) {
        if !known.supported {
            self.cannot(known.name);
        }
        let name = if known.name == "python" { "fastapi" } else { known.name };
        if known.name == "python" {
            let other = self.facts.iter().any(|fact| matches!(fact, Fact::Stack { known, .. } if known.slot == Slot::Backend && known.name != "python"));
            if other {
                return;
            }
            self.assume("stack.backend", "The backend is in Python with FastAPI.");
        }
        if !self.stack.iter().any(|choice| choice.name == name) {
            self.stack.push(StackChoice { name: name.into(), words });
        }
    }

    fn complete(&mut self) {
        let only =
            |kind: ProductConstraintKind| self.constraints.iter().any(|constraint| constraint.kind == kind);
        let (backend_only, frontend_only) =
            (only(ProductConstraintKind::BackendOnly), only(ProductConstraintKind::FrontendOnly));
        let slots = [
            (
                Slot::Frontend,
                "react",
                "stack.frontend",
                "The frontend is made with React, because the request names none.",
                backend_only,
            ),
            (
                Slot::FrontendLanguage,
                "typescript",
                "stack.language",
                "The frontend is written in TypeScript, because the request names no language.",
                backend_only,
            ),
            (
                Slot::Backend,
                "fastapi",
                "stack.backend",
                "The backend is made with FastAPI, because the request names none.",
                frontend_only,
            ),
            (
                Slot::Database,
                "postgresql",
                "stack.database",
                "Records are kept in PostgreSQL, because the request names no database.",
                frontend_only,
            ),
        ];
        for (slot, name, about, text, excluded) in slots {
            let taken =
                self.facts.iter().any(|fact| matches!(fact, Fact::Stack { known, .. } if known.slot == slot));
            if taken || excluded {
                continue;
            }
            self.assume(about, text);
            self.stack.push(StackChoice { name: name.into(), words: String::new() });
        }
    }
}

/// Names that go with another of the same part.
fn companion(known: &Known, named: &[(Known, String)]) -> bool {
    let with = |names: &[&str]| named.iter().any(|(other, _)| names.contains(&other.name));
    match known.name {
        "python" => with(&["fastapi", "django", "flask"]),
        "graphql" | "grpc" | "trpc" => true,
        "node.js" => with(&["express", "nestjs", "graphql"]),
        "ruby" => with(&["rails"]),
        "php" => with(&["laravel", "symfony", "wordpress"]),
        "java" | "kotlin" => with(&["spring"]),
        _ => false,
    }
}
