//! What became of every word: part of an item, nothing to lose, or not understood and named.

use protocol::requirements::{
    Entity, EntityKind, Field, FieldConstraint, FieldKind, Relation, Requirements, Visibility,
};

use super::Built;
use super::draft::{Builder, Draft};
use crate::understand::fact::Fact;
use crate::understand::lexicon::function;
use crate::understand::lexicon::stack::{PART_WORDS, USE_WORDS};
use crate::understand::limits::{NAME_CHARACTERS_MAX, VALUES_MAX};
use crate::understand::token::{Kind, Span};

/// What was made of a stretch of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Part of an item.
    Understood { start: usize, end: usize },
    /// Grammar and words that ask for nothing.
    Harmless { start: usize, end: usize },
    /// Named in `not_understood`.
    NotUnderstood { start: usize, end: usize },
}

impl Builder<'_> {
    pub(super) fn finish(mut self) -> Built {
        let (readings, mut not_understood) = self.coverage();
        for words in &self.unmet {
            if !not_understood.iter().any(|phrase| phrase.contains(words.as_str())) {
                not_understood.push(words.clone());
            }
        }
        let product = self.finished_product();
        let entities = self.entities();
        let out_of_range = self
            .facts
            .iter()
            .filter_map(
                |fact| if let Fact::OutOfRange { what, .. } = fact { Some(what.clone()) } else { None },
            )
            .collect();
        let requirements = Requirements {
            product,
            entities,
            roles: self.roles,
            permissions: self.permissions,
            features: self.features,
            stack: self.stack,
            constraints: self.constraints,
            decisions: self.decisions,
            assumptions: self.assumptions,
            not_understood,
            unsupported: self.unsupported,
        };
        Built {
            requirements,
            readings,
            contradictions: self.contradictions,
            out_of_range,
            unmet: self.unmet,
            refused: self.refused,
            unknown_tools: self.unknown_tools,
        }
    }

    fn entities(&mut self) -> Vec<Entity> {
        let account = Entity {
            name: "User".into(),
            kind: EntityKind::Account,
            fields: account_fields(std::mem::take(&mut self.account_fields)),
            relations: Vec::new(),
            visibility: Visibility::Members,
            workflow: None,
            constraints: Vec::new(),
            words: std::mem::take(&mut self.account_words),
        };
        std::iter::once(account).chain(std::mem::take(&mut self.records).into_iter().map(entity)).collect()
    }

    /// Each token once: items, then words that carry nothing, then what is left.
    fn coverage(&mut self) -> (Vec<Reading>, Vec<String>) {
        let source = self.source;
        let tokens = &source.tokens;
        let mut used = vec![false; tokens.len()];
        for span in &self.used {
            for mark in used.iter_mut().take(span.to).skip(span.from) {
                *mark = true;
            }
        }
        let unknown = |at: usize| {
            self.facts
                .iter()
                .any(|fact| matches!(fact, Fact::Unknown { span } if (span.from..span.to).contains(&at)))
        };
        let forced: Vec<bool> = if self.facts.iter().any(|fact| matches!(fact, Fact::Unknown { .. })) {
            (0..tokens.len()).map(unknown).collect()
        } else {
            vec![false; tokens.len()]
        };
        for (mark, forced) in used.iter_mut().zip(&forced) {
            *mark &= !forced;
        }
        let stack = self.facts.iter().any(|fact| matches!(fact, Fact::Stack { .. }));
        let mut readings = Vec::new();
        let mut left: Vec<usize> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let (start, end) = (token.start, token.end);
            let beside = stack
                && (PART_WORDS.contains(&token.low.as_str()) || USE_WORDS.contains(&token.low.as_str()));
            let word = matches!(token.kind, Kind::Word | Kind::Number)
                || token.low.chars().any(char::is_alphanumeric);
            if used[at] {
                readings.push(Reading::Understood { start, end });
            } else if word && (forced[at] || !beside && !self.carries_nothing(at)) {
                left.push(at);
                readings.push(Reading::NotUnderstood { start, end });
            } else {
                readings.push(Reading::Harmless { start, end });
            }
        }
        self.left_restrictions(&left);
        (readings, self.phrases(&left, &used))
    }

    fn carries_nothing(&self, at: usize) -> bool {
        let word = self.source.low(at);
        match word {
            "like" | "love" => {
                matches!(self.source.low(at.wrapping_sub(1)), "would" | "i'd" | "we'd" | "i" | "we")
            }
            "s" => true,
            _ => function::is_harmless(word) || creation_word(word),
        }
    }

    /// Words left over, joined where only grammar stands between them.
    fn phrases(&self, left: &[usize], used: &[bool]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut run: Option<Span> = None;
        for at in left {
            run = Some(match run {
                Some(span) if self.joined(span.to, *at, used) => Span::new(span.from, at + 1),
                Some(span) => {
                    self.push_phrase(&mut out, span);
                    Span::new(*at, at + 1)
                }
                None => Span::new(*at, at + 1),
            });
        }
        if let Some(span) = run {
            self.push_phrase(&mut out, span);
        }
        out
    }

    fn joined(&self, from: usize, to: usize, used: &[bool]) -> bool {
        to - from <= 6 && (from..to).all(|at| !used[at] && self.source.is_word(at))
    }

    fn push_phrase(&self, out: &mut Vec<String>, span: Span) {
        let phrase = self.source.slice(span).to_owned();
        if !out.contains(&phrase) {
            out.push(phrase);
        }
    }
}

fn creation_word(word: &str) -> bool {
    crate::understand::lexicon::products::CREATION.contains(&word)
        || matches!(word, "creating" | "building" | "making")
}

fn account_fields(own: Vec<Field>) -> Vec<Field> {
    let built_in = |name: &str, kind: FieldKind, constraints: Vec<FieldConstraint>| Field {
        name: name.into(),
        kind,
        constraints,
        values: Vec::new(),
        words: String::new(),
    };
    let mut fields = vec![
        built_in("email", FieldKind::Email, vec![FieldConstraint::Unique]),
        built_in("display_name", FieldKind::String, vec![FieldConstraint::MaxLength(100)]),
    ];
    fields.extend(own);
    fields
}

fn entity(draft: Draft) -> Entity {
    let relations: Vec<Relation> = draft
        .relations
        .into_iter()
        .map(|link| Relation {
            name: link.name,
            kind: link.kind,
            to: link.to,
            required: link.required,
            words: link.words,
        })
        .collect();
    let mut fields = draft.fields;
    fields.retain(|field| !relations.iter().any(|relation| relation.name == field.name));
    for field in &mut fields {
        field.values.truncate(VALUES_MAX);
    }
    let mut name = draft.name;
    name.truncate(NAME_CHARACTERS_MAX);
    Entity {
        name,
        kind: EntityKind::Record,
        fields,
        relations,
        visibility: draft.visibility.unwrap_or(Visibility::Members),
        workflow: draft.workflow,
        constraints: draft.constraints,
        words: draft.words,
    }
}
