//! What products of a domain usually have where the request leaves it open: records when it names none, what they point at,
//! the course they take, and who keeps them. Each is an assumption that says so.

use protocol::requirements::{Action, RelationKind, Scope, Transition, Visibility, Workflow};

use super::draft::{Builder, Draft, Link, Right};
use super::product::join;
use crate::domains::{self, ACCOUNT, ADMIN, KnownRecord, KnownRelation, KnownStates, Mover};
use crate::revise::feature_words;
use crate::understand::fact::Fact;
use crate::understand::morph;
use crate::understand::token::Span;

impl Builder<'_> {
    /// A clinic keeps doctors and appointments. A leave tracker keeps leave alone, as its own name says.
    pub(super) fn usual_records(&mut self) {
        let Some(domain) = self.domain else { return };
        let usual = |known: &KnownRecord| {
            [Some(&known.name), known.stands_for.as_ref()]
                .into_iter()
                .flatten()
                .any(|name| domain.records.contains(name))
        };
        let other = |record: &Draft| domain.record(&record.name).is_some_and(|known| !usual(known));
        let other = self.records.iter().any(other);
        let fields = self.facts.iter().any(|fact| matches!(fact, Fact::ProductField { .. }));
        let Some(product) = self.product_noun.clone().filter(|_| !other && !fields) else { return };
        let named = std::mem::take(&mut self.records);
        self.assumptions.retain(|assumption| !named.iter().any(|record| record.name == assumption.about));
        let called = |name: &String| {
            let stands = |record: &&Draft| {
                domain.record(&record.name).is_some_and(|known| known.stands_for.as_ref() == Some(name))
            };
            named.iter().find(stands).map_or_else(|| name.clone(), |record| record.name.clone())
        };
        for name in &domain.records.iter().map(called).collect::<Vec<_>>() {
            // A record that is spoken of and yet not kept is one that is not wanted.
            let said = self.said_outside(name, product.span);
            if said && !self.is_held(name) && !named.iter().any(|record| record.name == *name) {
                continue;
            }
            self.record(name, String::new());
            let text = format!(
                "The {} keeps {}, as such products usually do, because the request names no records.",
                product.words.join(" "),
                morph::spoken_plural(name)
            );
            self.assume(name, text);
        }
        self.usual = !self.records.is_empty();
    }

    /// `bookings may overlap` wants bookings.
    fn is_held(&self, name: &str) -> bool {
        let speaks_of = |at: usize| morph::pascal(&[morph::singular(self.source.low(at))]) == *name;
        self.facts.iter().any(|fact| match fact {
            Fact::Constrains { span, .. } | Fact::Overlap { span } => (span.from..span.to).any(speaks_of),
            _ => false,
        })
    }

    /// `a habit tracker with streaks` says what it has beside habits: what such a product is about is missing, and of what is
    /// named nothing is said but its name.
    pub(super) fn names_additions_alone(&self) -> bool {
        let Some(domain) = self.domain.filter(|_| self.product_noun.is_some()) else { return false };
        let is_told = |fact: &Fact| {
            matches!(
                fact,
                Fact::Field { .. }
                    | Fact::ProductField { .. }
                    | Fact::Acts { .. }
                    | Fact::Works { .. }
                    | Fact::States { .. }
                    | Fact::Nominal { .. }
                    | Fact::Refine { .. }
            ) || matches!(fact, Fact::Link { link, .. } if *link != crate::understand::fact::Link::Perhaps)
        };
        // Who lists what is kept has said it: `a bakery: products, customers, orders`.
        let listed = self.records.len() + self.roles.len() >= LISTED_MIN;
        // So has who runs one, and says what to keep track of.
        let listed = listed || self.run_by_them;
        !listed && !self.has_like(&domain.commented) && !self.facts.iter().any(is_told)
    }

    /// Whether a record of that name is there, or one whose name ends alike: an expense category is a category.
    pub(super) fn has_like(&self, name: &str) -> bool {
        let last = |name: &str| morph::name_words(name).pop();
        let like = |record: &Draft| record.name == name || last(&record.name) == last(name);
        self.records.iter().any(like) || self.standing_for(name).is_some()
    }

    /// Whether the domain knows a record by another name under which it is kept: a bug where issues are.
    pub(super) fn is_kept_as_another(&self, name: &str) -> bool {
        let known = self.domain.and_then(|domain| domain.record(name));
        known.and_then(|known| known.stands_for.as_ref()).is_some_and(|other| self.has(other))
    }

    /// The record that is another name of what the domain calls so: the card of a board, for its task.
    pub(super) fn standing_for(&self, name: &str) -> Option<String> {
        let domain = self.domain?;
        let stands = |record: &&Draft| {
            domain.record(&record.name).is_some_and(|known| known.stands_for.as_deref() == Some(name))
        };
        self.records.iter().find(stands).map(|record| record.name.clone())
    }

    /// What is known of a record: in the product's domain, or else in another that knows what it points at here.
    pub(super) fn known_here(&self, name: &str) -> Option<&'static KnownRecord> {
        let own = self.domain.and_then(|domain| domain.record(name));
        own.or_else(|| domains::record_beside(name, |other| other != name && self.has(other)))
    }

    pub(super) fn usual_records_beside(&mut self) {
        let (Some(domain), Some(product)) = (self.domain, self.product_noun.clone()) else { return };
        let missing = domain.records.iter().filter(|name| {
            !self.has_like(name) && (self.is_what_it_keeps(name) || !self.said_outside(name, product.span))
        });
        let missing: Vec<String> = missing.cloned().collect();
        self.usual = !missing.is_empty();
        for name in missing {
            self.record(&name, String::new());
            let text = format!(
                "The {} keeps {}, too, as such products usually do; the request names only what comes with them.",
                product.words.join(" "),
                morph::spoken_plural(&name)
            );
            self.assume(&name, text);
        }
    }

    /// An issue tracker `like GitHub issues` keeps issues, and a chat with direct messages has messages, unless they are left out.
    fn is_what_it_keeps(&self, name: &str) -> bool {
        let left_out =
            self.facts.iter().any(|fact| matches!(fact, Fact::LeftOut { .. } | Fact::NoFeature { .. }));
        self.domain.is_some_and(|domain| domain.commented == *name) && !left_out
    }

    /// `a plant shop with care instructions and orders`: no order has those, it is what the shop sells that does.
    pub(super) fn usual_record_described(&mut self) {
        let (Some(domain), Some(product)) = (self.domain, self.product_noun.clone()) else { return };
        let main = domain.commented.clone();
        let described = self.facts.iter().any(|fact| matches!(fact, Fact::ProductField { .. }));
        let beside = self.records.iter().all(|record| domain.record(&record.name).is_some());
        if !described || !beside || self.has_like(&main) || self.of_product.is_some() {
            return;
        }
        self.record(&main, String::new());
        let text = format!(
            "The {} keeps {}, too, as such products usually do; the request names only what comes with them.",
            product.words.join(" "),
            morph::spoken_plural(&main)
        );
        self.assume(&main, text);
    }

    /// A photo gallery takes pictures. What is left out by name stays out.
    pub(super) fn usual_features(&mut self) {
        let Some(domain) = self.domain.filter(|_| self.usual) else { return };
        for name in &domain.features {
            let excluded = self.no_features.iter().any(|(left_out, _)| left_out == name);
            if excluded || self.features.iter().any(|feature| feature.name == *name) {
                continue;
            }
            self.has_feature(*name, String::new());
            let (words, product) = (feature_words(*name), self.product_words.join(" "));
            let text = format!(
                "The {product} has {words}, as such products usually do, because the request names no records."
            );
            self.assume(format!("features.{}", words.replace([' ', '-'], "_")), text);
        }
    }

    fn said_outside(&self, name: &str, product: Span) -> bool {
        let words = morph::name_words(name);
        let last = words.last().map_or("", String::as_str);
        let outside = |at: &usize| !(product.from..product.to).contains(at);
        (0..self.source.tokens.len()).filter(outside).any(|at| morph::singular(self.source.low(at)) == last)
    }

    /// An appointment points at its doctor. Only where both are kept and nothing links them already.
    pub(super) fn usual_relations(&mut self) {
        for at in 0..self.records.len() {
            let name = self.records[at].name.clone();
            let Some(known) = self.known_here(&name) else { continue };
            for relation in &known.relations {
                let Some(to) = self.kept_as(known, relation) else { continue };
                let relation = KnownRelation { name: Some(relation_name(relation)), to, ..relation.clone() };
                if self.is_open(at, &relation) {
                    self.usual_relation(at, &name, &relation);
                }
            }
        }
    }

    /// What a relation of the domain points at here: the category that the request names where the domain has an expense
    /// category, and the account where such people sign in and are no records.
    fn kept_as(&self, known: &KnownRecord, relation: &KnownRelation) -> Option<String> {
        let to = &relation.to;
        if to == ACCOUNT || self.has(to) {
            return Some(to.clone());
        }
        let words = morph::name_words(to);
        let rest = to.strip_prefix(known.name.as_str()).filter(|rest| self.has(rest));
        let role = morph::snake(&words);
        let makes = |role: &str| {
            known.kept_by.as_deref() == Some(role)
                || self
                    .rights
                    .iter()
                    .any(|it| it.role == role && it.entity == known.name && it.action == Action::Create)
        };
        let is_role = !relation.many && self.signs_in(&role) && !makes(&role);
        let other = self.standing_for(to).filter(|other| *other != known.name);
        rest.map(str::to_owned).or(other).or_else(|| is_role.then(|| ACCOUNT.to_owned()))
    }

    /// Whether people of a role use the product: as it names them, or as those who register are usually called.
    pub(super) fn signs_in(&self, role: &str) -> bool {
        self.roles.iter().any(|it| it.name == role) || self.usual && self.usual_role() == role
    }

    fn is_open(&self, at: usize, relation: &KnownRelation) -> bool {
        let record = &self.records[at];
        let account = relation.to == ACCOUNT;
        let of_role = relation.name.as_ref().is_some_and(|name| self.signs_in(name));
        let there = if account {
            self.usual || of_role
        } else {
            self.has(&relation.to) && relation.to != record.name
        };
        let called = relation_name(relation);
        let field = record.fields.iter().any(|field| field.name == called);
        let to_it = |link: &Link| {
            let is_owner = of_role && link.kind == RelationKind::OwnedBy;
            link.name == called || link.to == relation.to && !is_owner
        };
        let linked = record.relations.iter().any(to_it);
        let back = self
            .find(&relation.to)
            .is_some_and(|other| self.records[other].relations.iter().any(|link| link.to == record.name));
        // What a record's target points at needs no second way.
        let through = record
            .relations
            .iter()
            .filter_map(|link| self.find(&link.to))
            .any(|other| self.records[other].relations.iter().any(|link| link.to == relation.to));
        // An order of several products is told by its lines.
        let line = format!("{}Item", record.name);
        let in_lines = self.find(&line).is_some_and(|line| {
            let to = |name: &str| self.records[line].relations.iter().any(|link| link.to == name);
            to(&record.name) && to(&relation.to)
        });
        there && !field && !linked && !back && !in_lines && (account || !through)
    }

    fn usual_relation(&mut self, at: usize, name: &str, relation: &KnownRelation) {
        let called = relation_name(relation);
        // Who listed fields may have left the relation out on purpose, so that nobody is made to fill it in.
        let required = relation.required && !self.records[at].listed;
        let kind = if relation.many { RelationKind::ManyToMany } else { RelationKind::BelongsTo };
        self.points(name, &called, &relation.to, kind, required, String::new());
        let spoken = called.replace('_', " ");
        let what = match (relation.many, required) {
            (true, _) => format!("any number of {spoken}"),
            (false, true) => format!("{} {spoken}", morph::article(&spoken)),
            (false, false) => format!("{} {spoken}, which may be left open", morph::article(&spoken)),
        };
        let text = format!(
            "Each {} points at {what}, as {} usually do; the request does not say.",
            morph::spoken(name),
            morph::spoken_plural(name)
        );
        self.assume(format!("{name}.{called}"), text);
    }

    /// The usual course of records that the request does not name, let alone describe.
    pub(super) fn usual_states(&mut self) {
        let Some(domain) = self.domain.filter(|_| self.usual) else { return };
        for at in 0..self.records.len() {
            let record = &self.records[at];
            let said = record.listed
                || !record.steps.is_empty()
                || record.states.is_some()
                || record.fields.iter().any(|field| field.name == FIELD);
            let Some(known) = domain.record(&record.name).filter(|_| !said) else { continue };
            if let Some(states) = &known.states {
                self.usual_course(at, states);
            }
        }
    }

    fn usual_course(&mut self, at: usize, states: &KnownStates) {
        let name = self.records[at].name.clone();
        let names = states.names();
        let later: Vec<String> = names[1..].iter().map(|state| state.replace('_', " ")).collect();
        let text = format!(
            "A new {} is {}; its status goes to {}, as is usual.",
            morph::spoken(&name),
            states.initial.replace('_', " "),
            join(&later)
        );
        self.assume(format!("{name}.{FIELD}"), text);
        for transition in &states.transitions {
            let scope = match transition.by {
                Mover::Staff => continue,
                Mover::Owner => Scope::Own,
                Mover::Members => Scope::Any,
            };
            // Said of no role, it is said of the people who register.
            self.right("", &name, Action::Transition(transition.name.clone()), Some(scope), "");
        }
        let free = states.transitions.iter().all(|transition| transition.by != Mover::Staff);
        if free {
            // What no staff decides on stays its owner's to change.
            for action in [Action::Update, Action::Delete] {
                self.right("", &name, action, Some(Scope::Own), "");
            }
        }
        let transitions = states.transitions.iter().map(|known| Transition {
            name: known.name.clone(),
            from: known.from.clone(),
            to: known.to.clone(),
        });
        self.records[at].workflow = Some(Workflow {
            field: FIELD.into(),
            initial: states.initial.clone(),
            states: names,
            hidden: Vec::new(),
            transitions: transitions.collect(),
            words: String::new(),
        });
    }

    /// Records that staff usually keep. Where the request names them, it leaves open for whom.
    pub(super) fn kept_by_staff(&self, name: &str) -> bool {
        let default = self.default_name();
        // Of two roles that the request names it leaves open which keeps them.
        let alone = self.roles.iter().all(|role| role.name == default || role.name == ADMIN);
        let Some(domain) = self.domain.filter(|_| !self.run_by_them && (self.usual || alone)) else {
            return false;
        };
        domain.record(name).is_some_and(|known| domain.is_kept_by_staff(known))
    }

    /// Whether such a record is usually its owner's alone. Others that the request names may have to read what a domain gives
    /// to one, and so do those of whose record it was made.
    pub(super) fn usually_own(&self, at: usize) -> bool {
        let record = &self.records[at];
        let own = |known: &KnownRecord| known.visibility == Some(Visibility::Owner);
        let default = self.default_name();
        let others = self.roles.iter().any(|role| role.name != default && role.name != ADMIN);
        let open = self.usual || record.made_from.is_none() && !others;
        match self.domain.and_then(|domain| domain.record(&record.name)).filter(|_| open) {
            Some(known) if self.usual || own(known) => own(known),
            _ => domains::record(&record.name, None).is_some_and(own),
        }
    }

    /// General records of this kind are made by a verb that says whose they are; those of a domain may not be.
    pub(super) fn say_own(&mut self, at: usize, role: &str, plural: &str) {
        let name = self.records[at].name.clone();
        let is_known = self.domain.is_some_and(|domain| domain.record(&name).is_some());
        let changes = |right: &Right| right.entity == name && right.action == Action::Update;
        let decided = self.records[at].workflow.is_some() && !self.rights.iter().any(changes);
        let steps: Vec<String> = self
            .rights
            .iter()
            .filter(|right| right.entity == name && right.role == role)
            .filter_map(|right| if let Action::Transition(step) = &right.action { Some(step) } else { None })
            .map(|step| step.replace('_', " "))
            .collect();
        let is_wide = |right: &Right| {
            right.entity == name
                && right.role == role
                && right.scope == Some(Scope::Any)
                && matches!(right.action, Action::Transition(_))
        };
        let wide = self.rights.iter().any(is_wide);
        let then = match steps.is_empty() {
            _ if !decided => "change only their own".to_owned(),
            true => "cannot change them afterwards".to_owned(),
            false if wide => format!("can only {} them afterwards, all of them", join(&steps)),
            false => format!("can only {} their own afterwards", join(&steps)),
        };
        if is_known || self.records[at].made_from.is_none() {
            let people = morph::capital(&morph::plural(&role.replace('_', " ")));
            let text = format!("{people} add {plural} and {then}.");
            self.assume(format!("permissions.{name}"), text);
        }
    }

    /// The role of a person who registers, unless such people are records here or the request names what they keep.
    pub(super) fn usual_role(&self) -> String {
        let known = self.domain.filter(|domain| self.usual || !domain.always.is_empty());
        let role = known.map_or("user", |domain| &domain.role);
        let is_record = self.has(&morph::pascal(&morph::name_words(role)));
        if is_record || role == ADMIN { "user".into() } else { role.into() }
    }
}

/// How many names make a list of what a product keeps.
const LISTED_MIN: usize = 3;

/// The field that a usual course is kept in.
const FIELD: &str = "status";

fn relation_name(relation: &KnownRelation) -> String {
    relation.name.clone().unwrap_or_else(|| {
        let words = morph::name_words(&relation.to);
        if relation.many {
            morph::spoken_plural(&relation.to).replace(' ', "_")
        } else {
            morph::snake(&words)
        }
    })
}
