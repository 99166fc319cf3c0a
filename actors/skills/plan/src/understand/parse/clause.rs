//! Clauses: what a stretch of a sentence says, tried rule by rule.

use protocol::requirements::FeatureName;

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::features::CAPABILITIES;
use crate::understand::lexicon::verbs::{Does, Form, Seen};
use crate::understand::lexicon::{fields, function, people, verbs};
use crate::understand::speech::Part;
use crate::understand::token::Span;

/// Words of a name before `each with`.
const NAMED_BEFORE_MAX: usize = 4;

impl Reader<'_> {
    /// Reads one clause at a token; answers where it ends, or the same place when no rule takes it.
    pub(crate) fn clause(&mut self, at: usize, hi: usize) -> usize {
        let word = self.source.low(at);
        if !self.source.is_word(at) {
            return at + 1;
        }
        let rules: [fn(&mut Self, usize, usize) -> usize; 40] = [
            Self::story,
            Self::between_records,
            Self::explaining_bracket,
            Self::had_enough,
            Self::exceeds,
            Self::heading,
            Self::comparison,
            Self::out_of_states,
            Self::none_of_those,
            Self::never_signs_in,
            Self::business,
            Self::wish_of_others,
            Self::relative,
            Self::statuses,
            Self::only_mine,
            Self::we_have,
            Self::i_do,
            Self::we_can,
            Self::let_us,
            Self::tenancy,
            Self::languages,
            Self::glossary,
            Self::of_the_whole,
            Self::waits_for,
            Self::maker,
            Self::forbidden,
            Self::limit,
            Self::parts_only,
            Self::negation,
            Self::out_of_range,
            Self::creation,
            Self::stack_clause,
            Self::elliptic_clause,
            Self::capability_clause,
            Self::each_with,
            Self::kept_of,
            Self::deeds_of_nobody,
            Self::unknown_deed,
            Self::in_brackets_first,
            Self::subject_clause,
        ];
        let when = self.when_of_product(at, hi);
        if when > at {
            return when;
        }
        for rule in [Self::who_goes_on, Self::when_people] {
            let end = rule(self, at, hi);
            if end > at {
                return end;
            }
        }
        if function::is(function::CONNECTORS, word)
            || function::is(function::CONJUNCTIONS, word) && word != "as"
        {
            return at + 1;
        }
        for rule in rules {
            let end = rule(self, at, hi);
            if end > at {
                return end;
            }
        }
        at
    }

    /// Whether a new statement starts here, so that a list has ended before it.
    pub(crate) fn clause_starts(&self, at: usize, hi: usize) -> bool {
        let word = self.source.low(at);
        if function::is(function::CONNECTORS, word) || function::is(function::NEGATIONS, word) {
            return true;
        }
        if self.says_nobody(at).is_some() || self.stack_starts(at) || self.goes_on(at) {
            return true;
        }
        // `questions with tags, others answer`.
        let others = self.source.low(at) == "others";
        if others && self.all_who_sign_in(at).is_some() {
            return true;
        }
        let Some(noun) = self.noun(at, hi) else { return false };
        let end = self.past_whose(&noun, hi);
        if end >= hi {
            return false;
        }
        let refined = self.refined_only(&noun, end, hi);
        if self.predicate(end, hi) && !refined {
            return true;
        }
        // `members open threads, moderators pin threads`: people do something, though nobody knows the verb.
        let deed = noun.plural && people::is_person(noun.head()) && self.source.is_word(end);
        // `authors write posts, readers comment`: the verb ends the sentence.
        let alone = |verb: Seen| {
            verb.form == Form::Base && (end + verb.len >= hi || !self.source.is_word(end + verb.len))
        };
        if deed && self.any_verb(end).is_some_and(alone) {
            return true;
        }
        if deed && !function::is_function(self.source.low(end)) && self.starts_noun(end + 1) {
            return true;
        }
        let named = noun.is_records() || noun.capital;
        let each = matches!(self.source.low(at), "each" | "every");
        (named || each) && self.defines(end, hi) && !refined
    }

    /// `price is optional` inside a list refines the price.
    pub(super) fn refined_only(&self, noun: &Noun, at: usize, hi: usize) -> bool {
        let mut wish = self.wish(noun);
        !noun.plural && self.refine(&mut wish, at, hi) > at
    }

    /// Something that makes the noun before it a subject.
    pub(super) fn predicate(&self, at: usize, hi: usize) -> bool {
        if at >= hi {
            return false;
        }
        let word = self.source.low(at);
        let modal = matches!(
            word,
            "can"
                | "may"
                | "must"
                | "should"
                | "will"
                | "shall"
                | "could"
                | "cannot"
                | "can't"
                | "only"
                | "never"
        );
        let states = matches!(word, "goes" | "go" | "move" | "moves" | "pass" | "progress" | "progresses")
            && (matches!(self.source.low(at + 1), "from" | "through")
                || self.is_arrow(at + 2)
                || self.is_arrow(at + 3));
        let marks = matches!(word, "mark" | "marks")
            && (matches!(self.source.low(at + 1), "it" | "them" | "the")
                || (at + 2..hi.min(at + 5)).any(|i| self.source.low(i) == "as"));
        modal
            || states
            || marks
            || function::is(function::BE, word)
            || function::is(function::HAVE, word) && word != "including"
            || matches!(word, "belong" | "belongs" | "who" | "references")
            || self.needs(at)
            || self.is_said_verb(at)
            || self.verb(at).is_some()
            || self.reduced_passive(at)
            || self.many_behind(at).is_some()
    }

    /// `recipes need a title`, unlike `users need to log in`.
    pub(super) fn needs(&self, at: usize) -> bool {
        matches!(self.source.low(at), "need" | "needs" | "require" | "requires")
            && matches!(self.source.low(at + 1), "a" | "an" | "the" | "some" | "at")
    }

    pub(super) fn reduced_passive(&self, at: usize) -> bool {
        let word = self.source.low(at);
        (word.ends_with("ed") || matches!(word, "written" | "made" | "owned"))
            && matches!(self.source.low(at + 1), "by" | "to" | "with" | "into")
    }

    /// `Entities:`, `Roles: member, librarian`.
    pub(super) fn heading(&mut self, at: usize, hi: usize) -> usize {
        let Some(colon) = (at + 1..hi.min(at + 5)).find(|i| self.source.is_mark(*i, ':')) else { return at };
        let all = |list: function::List| {
            (at..colon)
                .all(|i| function::is(list, self.source.low(i)) || function::is_harmless(self.source.low(i)))
                && (at..colon).any(|i| function::is(list, self.source.low(i)))
        };
        if all(function::ROLE_HEADINGS) && !self.field_list(colon + 1, hi) {
            self.facts.push(Fact::Beside { span: Span::new(at, colon) });
            return self.items(colon + 1, hi, &Owner::Roles).max(colon + 1);
        }
        let credentials =
            matches!(self.source.low(at), "auth" | "authentication" | "login") && colon == at + 1;
        if credentials && let Some(end) = self.names_of_credentials(colon + 1, hi) {
            let span = Span::new(at, colon);
            self.facts.push(Fact::Feature { name: FeatureName::Authentication, span });
            self.facts.push(Fact::Beside { span: Span::new(colon, end) });
            return end;
        }
        let product = colon == at + 1
            && matches!(self.source.low(at), "project" | "product" | "app" | "goal" | "title");
        if product && self.product.is_none() {
            self.facts.push(Fact::Beside { span: Span::new(at, colon) });
            self.starts.insert(colon + 1);
            return colon + 1;
        }
        let aside = matches!(
            self.source.low(at),
            "languages"
                | "deadline"
                | "server"
                | "hosting"
                | "budget"
                | "browsers"
                | "retention"
                | "backup"
                | "backups"
                | "pages"
                | "screens"
        );
        if aside && colon == at + 1 {
            if self.source.low(at) == "languages" {
                let end = self.language_list(colon + 1, hi).max(colon + 1);
                self.in_languages(Span::new(at, end));
                return end;
            }
            self.facts.push(Fact::Unknown { span: Span::new(at, hi) });
            return hi;
        }
        // `Employees report hazards. Fields: location, description`.
        let fields = colon == at + 1
            && matches!(self.source.low(at), "fields" | "attributes" | "columns" | "properties");
        if let Some(topic) = self.topic.clone().filter(|_| fields) {
            let end = self.items(colon + 1, hi, &Owner::Record(topic));
            if end > colon + 1 {
                self.facts.push(Fact::Beside { span: Span::new(at, colon) });
                return end;
            }
        }
        if all(function::HEADINGS) {
            self.facts.push(Fact::Beside { span: Span::new(at, colon) });
            let product = Owner::Product;
            let compares = self
                .noun(colon + 1, hi)
                .is_some_and(|noun| matches!(self.source.low(noun.end()), "<" | ">" | "≤" | "≥" | "="));
            let list = !compares && !self.clause_starts(colon + 1, hi);
            return if list { self.items(colon + 1, hi, &product).max(colon + 1) } else { colon + 1 };
        }
        at
    }

    /// `4000 books, each with title and shelf`: fields of what stands before it.
    fn each_with(&mut self, at: usize, hi: usize) -> usize {
        // `every set being an exercise, a weight and reps`.
        let named = self.noun(at, hi).filter(|noun| {
            matches!(self.source.low(at), "each" | "every")
                && self.source.low(noun.end()) == "being"
                && !people::is_person(noun.head())
        });
        if let Some(noun) = named {
            let end = self.items(noun.end() + 1, hi, &Owner::Record(noun.clone()));
            if end > noun.end() + 1 {
                self.named(&noun);
                return end;
            }
        }
        let each = matches!(self.source.low(at), "each" | "every")
            && matches!(self.source.low(at + 1), "with" | "having" | "has" | "one")
            && at > 1;
        if !each {
            return at;
        }
        let before = at - usize::from(self.source.is_mark(at - 1, ','));
        let from = before.saturating_sub(NAMED_BEFORE_MAX);
        let noun =
            (from..before).find_map(|i| self.noun(i, hi).filter(|noun| noun.end() == before && noun.plural));
        let Some(noun) = noun else { return at };
        let has = at + 1 + usize::from(self.source.low(at + 1) == "one");
        let end = self.about_record(&noun, has, hi);
        if end > has { end } else { self.definition(&noun, has, hi).max(at) }
    }

    /// `* create, edit and delete notes` among lines of what a product does: whoever registers does it.
    fn deeds_of_nobody(&mut self, at: usize, hi: usize) -> usize {
        let told = self.product.is_some() || !self.facts.is_empty();
        if !self.starts.contains(&at) || at == 0 || !told {
            return at;
        }
        let (verbs, next) = self.verb_list(at, hi, true);
        let plain = |verb: &Seen| matches!(verb.does, Does::Acts(_)) && verb.form == Form::Base;
        let noun = self.noun(next, hi).filter(|noun| noun.plural && !people::is_person(noun.head()));
        let Some(noun) = noun.filter(|noun| noun.end() >= hi && !verbs.is_empty() && verbs.iter().all(plain))
        else {
            return at;
        };
        let end = noun.end();
        for verb in verbs {
            if let Does::Acts(acts) = verb.does {
                self.facts.push(Fact::Nominal { noun: noun.clone(), acts, span: Span::new(at, end) });
            }
        }
        self.topic = Some(noun);
        end
    }

    /// `send confirmations`, `treat pets`: a verb of which nothing is made takes what it is done to with it.
    fn unknown_deed(&mut self, at: usize, hi: usize) -> usize {
        let verb = self.parts.get(at) == Some(&Part::Verb)
            && self.any_verb(at).is_none()
            && self.noun(at, hi).is_none();
        let object = self.noun(at + 1, hi).filter(|noun| verb && !self.predicate(noun.end(), hi));
        let Some(object) = object else { return at };
        let mut end = object.end();
        if self.defines(end, hi) {
            // `they scan barcodes with their phones`: nothing says what barcodes are made of.
            let whose = matches!(self.source.low(at.wrapping_sub(1)), "they" | "we" | "i" | "you");
            let with = self.noun(end + 1, hi).filter(|it| whose && self.source.low(end) == "with" && it.own);
            let Some(with) = with else { return at };
            end = with.end();
        }
        self.facts.push(Fact::Unknown { span: Span::new(at, end) });
        end
    }

    /// Whether a run of words is a heading and nothing else.
    pub(super) fn is_heading(&self, run: Span) -> bool {
        let mut words =
            (run.from..run.to).filter(|at| self.source.is_word(*at)).map(|at| self.source.low(at));
        let is_heading = |word: &str| {
            function::is(function::HEADINGS, word)
                || function::is(function::ROLE_HEADINGS, word)
                || function::is_harmless(word)
        };
        let named = (run.from..run.to).any(|at| {
            function::is(function::HEADINGS, self.source.low(at))
                || function::is(function::ROLE_HEADINGS, self.source.low(at))
        });
        named && words.all(is_heading)
    }

    /// Whether a list is of fields (`Users: name, phone`) rather than of people.
    pub(super) fn field_list(&self, at: usize, hi: usize) -> bool {
        self.noun(at, hi).is_some_and(|noun| fields::infer(&noun.words).is_some())
    }

    /// The record whose description goes on behind a comma: what stands right before it, or before what it is without.
    fn described_before(&self, at: usize, hi: usize) -> Option<Noun> {
        let comma = at.checked_sub(1).filter(|comma| self.source.is_mark(*comma, ','))?;
        let from = comma.saturating_sub(NAMED_BEFORE_MAX);
        let start = (from..comma).find(|i| self.noun(*i, hi).is_some_and(|noun| noun.end() == comma))?;
        if self.source.low(start.checked_sub(1)?) == "without" {
            return self.topic.clone();
        }
        let noun =
            self.noun(start, hi).filter(|it| !people::is_person(it.head()) && !fields::is_file(it.head()))?;
        let named = |fact: &Fact| matches!(fact, Fact::Entity { noun: it } | Fact::Acts { object: Some(it), .. } if it.words == noun.words);
        self.facts.iter().any(named).then_some(noun)
    }

    /// A capability that stands by itself, and lists of them: `Include search and comments`.
    pub(super) fn capability_clause(&mut self, at: usize, hi: usize) -> usize {
        let lead = match self.source.low(at) {
            "include" | "add" | "with" | "support" | "supports" | "includes" | "provide" | "plus"
            | "need" | "needs" | "has" | "have" | "featuring" | "including" => 1,
            _ => 0,
        };
        // `publish my home without an agent, with five photographs and a floor plan`: it is the home that has them.
        let whose = self.described_before(at, hi).filter(|_| self.source.low(at) == "with");
        if let Some(whose) = whose {
            let end = self.items(at + 1, hi, &Owner::Record(whose));
            if end > at + 1 {
                return end;
            }
        }
        let start = self.after_article(at + lead, hi);
        let stands = CAPABILITIES
            .at(self.source, start)
            .is_some_and(|(len, _)| !self.predicate(start + len, hi) && !self.defines(start + len, hi));
        let with = lead == 1 && !self.clause_starts(start, hi) && self.topic.is_none();
        let nominal = verbs::nominal(self.source.low(start)).is_some()
            || self.noun(start, hi).is_some_and(|noun| verbs::nominal(&noun.last).is_some());
        if stands || with || nominal {
            return self.items(at + lead, hi, &Owner::Product).max(at);
        }
        at
    }
}
