//! Deeds that tell what a record has: `mark a submission with a grade from 1 to 6`, `give an article a publication date`,
//! `split a story into subtasks`.

use protocol::requirements::FeatureName;

use super::Reader;
use super::action::Statement;
use crate::understand::fact::{Fact, Link, Noun, Only};
use crate::understand::lexicon::verbs::{self, Does, Seen};
use crate::understand::lexicon::{fields, people};
use crate::understand::token::Span;

/// What people do who fill in a form.
const CHOOSES: &[&str] = &[
    "choose",
    "chooses",
    "pick",
    "picks",
    "select",
    "selects",
    "enter",
    "enters",
    "specify",
    "specifies",
    "provide",
    "provides",
];

/// What people do to a record by writing something down on it.
const NOTES: &[&str] = &["mark", "score", "grade", "label", "tag", "flag", "annotate"];

impl Reader<'_> {
    /// Whether such a deed begins here, whatever else its verb may mean.
    pub(super) fn tells(&self, at: usize, hi: usize) -> bool {
        let object = self.noun(at + 1, hi).filter(|it| it.determined && !people::is_person(it.head()));
        let behind = object.map_or("", |it| self.source.low(it.end()));
        match self.source.low(at) {
            "split" | "divide" | "break" => behind == "into",
            note => NOTES.contains(&note) && behind == "with",
        }
    }

    pub(super) fn telling_deed(
        &mut self,
        actors: &[Noun],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let word = self.source.low(at).trim_end_matches('s');
        let object = self.noun(at + 1, hi).filter(|it| it.determined && !people::is_person(it.head()))?;
        let end = object.end();
        match (word, self.source.low(end)) {
            ("split" | "divide" | "break", "into") => self.split_into(actors, said, &object, hi),
            ("give", _) => {
                let field =
                    self.noun(end, hi).filter(|it| it.determined && fields::infer(&it.words).is_some())?;
                self.told_of(actors, said, &object, field.lead.min(end), hi)
            }
            (note, "with") if NOTES.contains(&note) => {
                self.noun(end + 1, hi).filter(|it| fields::infer(&it.words).is_some())?;
                self.told_of(actors, said, &object, end + 1, hi)
            }
            _ => None,
        }
    }

    /// The fields that stand at a place are the record's, and whoever does this writes them.
    fn told_of(
        &mut self,
        actors: &[Noun],
        said: Statement,
        object: &Noun,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let end = self.items(at, hi, &super::list::Owner::Record(object.clone()));
        let verb = verbs::at("edit", |_, _| false).filter(|_| end > at)?;
        self.done_to(actors, said, verb, object, end);
        Some(end)
    }

    /// `customers order cakes. They choose the size (small, large), flavour and pickup date`: of the order.
    pub(super) fn fills_in(&mut self, at: usize, hi: usize) -> Option<usize> {
        let chooses = CHOOSES.contains(&self.source.low(at));
        let first = self
            .noun(at + 1, hi)
            .filter(|noun| chooses && !noun.plural && !people::is_person(noun.head()))?;
        let end = first.end();
        let valued = self.source.is_mark(end, '(');
        let thing = crate::domains::is_record(first.head());
        let field = fields::infer(&first.words).is_some();
        let listed = self.source.is_mark(end, ',') || self.source.low(end) == "and" || valued;
        let owner = self
            .left_behind()
            .or_else(|| self.topic.clone())
            .filter(|_| listed && !thing && (valued || field))?;
        let behind = self.items(at + 1, hi, &super::list::Owner::Record(owner));
        (behind > at + 1).then_some(behind)
    }

    /// `an employee creates a report, adds lines`: the lines are the report's.
    pub(super) fn added_to(&mut self, verbs: &[Seen], mark: usize) {
        let adds = matches!(verbs, [verb] if verb.base == "add");
        let of = |fact: &Fact| match fact {
            Fact::Acts { actors, object: Some(object), span, .. } if !people::is_person(object.head()) => {
                Some((actors.clone(), object.clone(), *span))
            }
            _ => None,
        };
        let Some((actors, part, span)) = self.facts[mark..].iter().find_map(of).filter(|_| adds) else {
            return;
        };
        let Some((makers, whole, before)) = self.facts[..mark].iter().rev().find_map(of) else { return };
        let one = !whole.plural && whole.determined && part.plural;
        if one && actors == makers && before.from == span.from {
            let from = Noun { own: false, ..part };
            self.facts.push(Fact::Link {
                from,
                to: whole,
                link: Link::Belongs,
                optional: false,
                name: None,
                span,
            });
        }
    }

    /// `teachers upload assignments and students hand in files`: for each assignment a submission, which has a file.
    pub(super) fn handed_in(&mut self, actors: &[Noun], verb: &Seen, file: &Noun, span: Span) -> bool {
        let Some(topic) = self.topic.clone().filter(|topic| !people::is_person(topic.head())) else {
            return false;
        };
        self.facts.push(Fact::Feature { name: FeatureName::Attachments, span: file.span });
        self.facts.push(Fact::Acts {
            actors: actors.to_vec(),
            verb: Seen { does: Does::Makes("Submission"), ..*verb },
            object: Some(Noun { own: false, ..topic }),
            own: false,
            only: Only::Nothing,
            denied: false,
            span,
        });
        true
    }

    fn split_into(&mut self, actors: &[Noun], said: Statement, whole: &Noun, hi: usize) -> Option<usize> {
        let part = self.noun(whole.end() + 1, hi).filter(|it| it.plural && !people::is_person(it.head()))?;
        let (end, span) = (part.end(), part.span);
        let (from, to) = (part.clone(), Noun { own: false, ..whole.clone() });
        self.named(whole);
        self.facts.push(Fact::Link { from, to, link: Link::Belongs, optional: false, name: None, span });
        self.done_to(actors, said, verbs::at("create", |_, _| false)?, &part, end);
        Some(end)
    }

    fn done_to(&mut self, actors: &[Noun], said: Statement, verb: Seen, object: &Noun, end: usize) {
        self.facts.push(Fact::Acts {
            actors: actors.to_vec(),
            verb,
            object: Some(Noun { own: false, ..object.clone() }),
            own: object.own,
            only: said.only,
            denied: said.denied,
            span: Span::new(said.from, end),
        });
        self.topic = Some(Noun { own: false, others: false, ..object.clone() });
    }
}
