//! The stack: what was named, what is left to be completed, and what excludes what.

use protocol::requirements::{FeatureName, ProductConstraint, ProductConstraintKind, StackChoice};

use super::draft::Builder;
use crate::understand::fact::Fact;
use crate::understand::lexicon::stack::{Known, STACK, Slot, USE_WORDS};
use crate::understand::lexicon::{function, languages};
use crate::understand::token::Span;

/// Words before what something is built with.
const TOOL_WORDS: &[&str] = &["in", "using", "use", "with", "on"];
/// Written with a capital and no tools: times and languages that people speak.
const NO_TOOLS: &[&str] = &[
    "english",
    "german",
    "french",
    "spanish",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "gmt",
    "utc",
    "edge",
    "chrome",
    "safari",
    "firefox",
    "facebook",
    "instagram",
    "twitter",
    "tiktok",
    "linkedin",
    "whatsapp",
    "excel",
    "euro",
    "euros",
    "usd",
    "eur",
];

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
        self.stray_names(&mut named);
        self.rivals(&named);
        self.excluded_parts(&named);
        for (known, words) in named {
            self.choose(known, words);
        }
        self.complete();
    }

    /// Names that stand where a sentence goes on about other things: `a blog with posts in Ruby`.
    fn stray_names(&mut self, named: &mut Vec<(Known, String)>) {
        for at in 1..self.source.tokens.len() {
            let taken = self.used.iter().any(|span| (span.from..span.to).contains(&at));
            let before = self.source.low(at - 1);
            if taken || !TOOL_WORDS.contains(&before) {
                continue;
            }
            if let Some((len, known)) = STACK.at(self.source, at) {
                let words = self.take(Span::new(at, at + len));
                if !named.iter().any(|(other, _)| other.name == known.name) {
                    named.push((*known, words));
                }
            } else if self.names_a_tool(at) && !self.names_a_place(at) {
                self.unknown_tools.push(self.source.raw(at).to_owned());
            }
        }
    }

    /// A name after a word for building with something, which is neither a time nor the language of the request.
    fn names_a_tool(&self, at: usize) -> bool {
        self.source.is_word(at)
            && self.source.raw(at).starts_with(char::is_uppercase)
            && !self.called.is_some_and(|span| (span.from..span.to).contains(&at))
            && !NO_TOOLS.contains(&self.source.low(at))
            && !function::is_harmless(self.source.low(at))
            && languages::spoken(self.source.low(at)).is_none()
    }

    /// `a bakery in Berlin where …` goes on about the bakery.
    fn names_a_place(&self, at: usize) -> bool {
        let led = at > 1 && USE_WORDS.contains(&self.source.low(at - 2));
        let goes_on = matches!(self.source.low(at + 1), "where" | "that" | "which" | "whose");
        !led && goes_on && self.source.low(at - 1) == "in"
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
        let name = in_their_words(known.name, &words);
        match (known.supported, known.slot) {
            (true, _) => {}
            // What the cache is kept in is part of the feature, and no choice.
            (false, Slot::Beside) if known.name == "redis" && self.is_cached() => return,
            // What fits beside the rest is left out, and the rest is built.
            (false, Slot::Beside) => self.left_out(&name),
            (false, _) => self.cannot(&name),
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

    fn is_cached(&self) -> bool {
        self.features.iter().any(|feature| feature.name == FeatureName::Caching)
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
        "python" => with(&["fastapi", "django", "flask", "tensorflow"]),
        "graphql" | "grpc" | "trpc" => true,
        "node.js" => with(&["express", "nestjs", "graphql"]),
        "ruby" => with(&["rails"]),
        "php" => with(&["laravel", "symfony", "wordpress"]),
        "java" => with(&["spring"]),
        "kotlin" => with(&["spring", "ktor"]),
        "rust" => with(&["axum", "actix-web"]),
        "go" => with(&["gin"]),
        "c#" => with(&["dotnet"]),
        "elixir" => with(&["phoenix"]),
        _ => false,
    }
}

/// A capability as the plan calls it, with the person's words where the two share none.
pub(super) fn in_their_words(name: &str, words: &str) -> String {
    let said = words.to_lowercase();
    let shared = name.split(' ').any(|word| word != "and" && said.contains(word.trim_end_matches('s')));
    if shared || words.is_empty() { name.to_owned() } else { format!("{name} (“{words}”)") }
}
