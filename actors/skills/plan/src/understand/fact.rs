//! What the grammar found, before anything is decided: each fact with the run of tokens it was read from.

use protocol::requirements::{
    FeatureName, FieldConstraint, FieldKind, ProductConstraintKind, RecordConstraintKind, Visibility,
};

use super::lexicon::fields::{self, Adjective};
use super::lexicon::stack::Known;
use super::lexicon::verbs::{Act, Seen};
use super::token::Span;

/// A noun phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noun {
    /// Lower case, the last one singular.
    pub words: Vec<String>,
    /// The last word as it stands, lower case.
    pub last: String,
    pub plural: bool,
    /// `many`, `several`.
    pub many: bool,
    /// `their own`, `my`.
    pub own: bool,
    /// `other members' loans`: all but their own.
    pub others: bool,
    /// Some article or other determiner stands before it.
    pub determined: bool,
    /// Written with a capital, as names are, though not at the start of a sentence.
    pub capital: bool,
    pub adjectives: Vec<Adjective>,
    /// The name's own words, without determiners and adjectives.
    pub span: Span,
    /// Where adjectives that say something about it start.
    pub lead: usize,
}

impl Noun {
    /// A noun of which nothing is known yet, at a place of the text.
    pub fn unnamed(at: usize) -> Self {
        Self {
            words: Vec::new(),
            last: String::new(),
            plural: false,
            many: false,
            own: false,
            others: false,
            determined: false,
            capital: false,
            adjectives: Vec::new(),
            span: Span::new(at, at),
            lead: at,
        }
    }

    /// A plural that names records, not one field of them.
    pub fn is_records(&self) -> bool {
        self.plural && !fields::is_plural_field(&self.last)
    }

    pub fn end(&self) -> usize {
        self.span.to
    }

    /// The same of one: `priorities`, `a priority`.
    pub fn in_singular(self) -> Self {
        let last = self.head().to_owned();
        Self { last, plural: false, ..self }
    }

    pub fn head(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }
}

/// A field as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldWish {
    pub words: Vec<String>,
    /// The last word as it stands: `pages` stays plural as a field.
    pub last: String,
    pub plural: bool,
    pub kind: Option<FieldKind>,
    pub constraints: Vec<FieldConstraint>,
    pub required: bool,
    pub values: Vec<String>,
    /// Its type is a picture or a file, whatever it is called.
    pub file: bool,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The first belongs to the second.
    Belongs,
    /// The first belongs to the second, if the second is a record that something else names.
    Perhaps,
    /// The first has many of the second.
    HasMany,
    /// Both ways.
    Shared,
    /// The first is somebody's task: `assigned to members`.
    Assigned,
    /// The first was made by the second, people.
    MadeBy,
}

/// What the word "only" stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    Nothing,
    /// `only editors write`: nobody else does.
    People,
    /// `editors only write`, `members see only their own loans`: they do no more than that.
    Deed,
}

#[derive(Clone)]
pub enum Fact {
    Product {
        noun: Noun,
    },
    /// `called Bookworm`: the product's own name.
    Called {
        span: Span,
    },
    /// Whom or what the product is for: `for my bakery`.
    Purpose {
        noun: Noun,
    },
    Entity {
        noun: Noun,
    },
    /// A record that a line of its own defines. People who are defined so are kept, whether they sign in or not.
    Record {
        noun: Noun,
    },
    Field {
        owner: Noun,
        wish: FieldWish,
    },
    /// More about a field that was named before, of the record spoken of last.
    Refine {
        owner: Option<Noun>,
        wish: FieldWish,
    },
    /// A field of nothing but the product: `a todo app with title and due date`.
    ProductField {
        wish: FieldWish,
    },
    Link {
        from: Noun,
        to: Noun,
        link: Link,
        optional: bool,
        name: Option<String>,
        span: Span,
    },
    Acts {
        actors: Vec<Noun>,
        verb: Seen,
        object: Option<Noun>,
        own: bool,
        only: Only,
        denied: bool,
        span: Span,
    },
    /// `only the author of a post can edit it`: whoever made the record, or those of them who are such people.
    ByMaker {
        who: Option<Noun>,
        /// Who else may, of any such record: `their owner or a moderator`.
        beside: Vec<Noun>,
        record: Noun,
        verb: Seen,
        span: Span,
    },
    /// `post creation`: somebody may, whoever it is.
    Nominal {
        noun: Noun,
        acts: &'static [Act],
        span: Span,
    },
    Role {
        noun: Noun,
    },
    Feature {
        name: FeatureName,
        span: Span,
    },
    NoFeature {
        name: FeatureName,
        span: Span,
    },
    /// What the team would decide otherwise, by the key of the claim.
    Decides {
        key: &'static str,
        value: String,
        span: Span,
    },
    /// Things that are to be left out, of which nothing was made anyway.
    LeftOut {
        span: Span,
    },
    Unbuilt {
        name: &'static str,
        span: Span,
    },
    Always {
        name: &'static str,
        span: Span,
    },
    Stack {
        known: Known,
        span: Span,
    },
    Part {
        kind: ProductConstraintKind,
        span: Span,
    },
    States {
        noun: Noun,
        states: Vec<String>,
        /// Which follows which; each the one before it where this is empty.
        moves: Vec<(String, String)>,
        span: Span,
    },
    /// What must hold between fields, or between one record and the others.
    Constrains {
        kind: RecordConstraintKind,
        /// The records, where they are named.
        record: Option<Noun>,
        /// Fields and what records point at, in the order in which they must be; none where times are meant.
        of: Vec<Noun>,
        /// Each by itself: `no double booking of a doctor or of a room`.
        within: Vec<Noun>,
        span: Span,
    },
    /// Records may be at the same time: `bookings may overlap`.
    Overlap {
        span: Span,
    },
    Sees {
        /// Every record, when none is named.
        noun: Option<Noun>,
        visibility: Visibility,
        span: Span,
    },
    /// Understood, and carries nothing to build: words beside a stack name, headings.
    Beside {
        span: Span,
    },
    /// People do something with records that is not understood: it is named, and nobody else gets their work by assumption.
    Works {
        actors: Vec<Noun>,
        object: Noun,
        span: Span,
    },
    /// A statement whose verb is unknown: all of it is named as not understood.
    Unknown {
        span: Span,
    },
    /// A clear statement that cannot be met; named among what is unsupported.
    Refused {
        name: String,
        span: Span,
    },
    /// Outside what a web application is: `kernel driver`.
    OutOfRange {
        what: String,
        span: Span,
    },
}

impl Fact {
    /// Every noun that it speaks of.
    pub fn nouns_mut(&mut self) -> Vec<&mut Noun> {
        match self {
            Fact::Product { noun }
            | Fact::Purpose { noun }
            | Fact::Entity { noun }
            | Fact::Record { noun }
            | Fact::Nominal { noun, .. }
            | Fact::States { noun, .. }
            | Fact::Field { owner: noun, .. }
            | Fact::Role { noun } => vec![noun],
            Fact::Refine { owner: noun, .. } | Fact::Sees { noun, .. } => noun.iter_mut().collect(),
            Fact::Link { from, to, .. } => vec![from, to],
            Fact::Acts { actors, object, .. } => actors.iter_mut().chain(object.iter_mut()).collect(),
            Fact::Works { actors, object, .. } => actors.iter_mut().chain(std::iter::once(object)).collect(),
            Fact::ByMaker { who, beside, record, .. } => {
                who.iter_mut().chain(beside.iter_mut()).chain(std::iter::once(record)).collect()
            }
            Fact::Constrains { record, of, within, .. } => {
                record.iter_mut().chain(of.iter_mut()).chain(within.iter_mut()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The tokens that it was read from.
    pub fn span(&self) -> Span {
        match self {
            Fact::Product { noun }
            | Fact::Purpose { noun }
            | Fact::Entity { noun }
            | Fact::Record { noun }
            | Fact::Role { noun } => noun.span,
            Fact::Field { wish, .. } | Fact::Refine { wish, .. } | Fact::ProductField { wish } => wish.span,
            Fact::Called { span }
            | Fact::Link { span, .. }
            | Fact::Acts { span, .. }
            | Fact::Nominal { span, .. }
            | Fact::Feature { span, .. }
            | Fact::NoFeature { span, .. }
            | Fact::Decides { span, .. }
            | Fact::LeftOut { span }
            | Fact::Unbuilt { span, .. }
            | Fact::Always { span, .. }
            | Fact::Stack { span, .. }
            | Fact::Part { span, .. }
            | Fact::States { span, .. }
            | Fact::Constrains { span, .. }
            | Fact::Overlap { span }
            | Fact::Sees { span, .. }
            | Fact::Beside { span }
            | Fact::Works { span, .. }
            | Fact::ByMaker { span, .. }
            | Fact::Unknown { span }
            | Fact::Refused { span, .. }
            | Fact::OutOfRange { span, .. } => *span,
        }
    }
}
