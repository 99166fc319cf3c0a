//! Who may read a record when no permission says more.

use protocol::requirements::{Action, RelationKind, Scope, Visibility};

use super::draft::{Builder, Draft, Link};
use crate::domains;
use crate::understand::fact::Fact;
use crate::understand::lexicon::fields;
use crate::understand::morph;

impl Builder<'_> {
    pub(super) fn visibility(&mut self) {
        for fact in self.facts {
            if let Fact::Sees { noun, visibility, span } = fact {
                let mut named = noun.as_ref().map(|noun| self.record_name(noun));
                // `nobody else can see the entries`, where journals alone are kept.
                let the_one =
                    noun.as_ref().is_some_and(|it| it.determined && it.plural) && self.records.len() == 1;
                if the_one && named.as_ref().is_some_and(|name| !self.has(name)) {
                    named = None;
                }
                for at in 0..self.records.len() {
                    if named.as_ref().is_none_or(|name| *name == self.records[at].name) {
                        self.take(*span);
                        self.records[at].visibility = Some(*visibility);
                    }
                }
            }
        }
        for name in &self.hidden {
            if let Some(record) = self.records.iter_mut().find(|record| record.name == *name) {
                record.visibility = Some(Visibility::Owner);
            }
        }
        let mut assumed = Vec::new();
        let named = self.said_of_product();
        for at in 0..self.records.len() {
            if self.records[at].visibility.is_none() {
                self.records[at].visibility = Some(match (self.usual(at), named) {
                    (Visibility::Public, Some("internal")) => Visibility::Members,
                    (Visibility::Members, Some("public")) => Visibility::Public,
                    (usual, _) => usual,
                });
                assumed.push(at);
            }
            self.without_owner(at);
        }
        self.see_through(&assumed);
        for at in 0..self.records.len() {
            if let Some(visibility) = self.records[at].visibility.filter(|_| assumed.contains(&at)) {
                self.say(at, visibility);
            }
        }
    }

    /// `an internal suggestion box`, `a public directory`: for whom all of it is.
    fn said_of_product(&self) -> Option<&'static str> {
        let noun = self.product_noun.as_ref()?;
        let before = noun.span.from.saturating_sub(2)..noun.span.to;
        ["internal", "public"].into_iter().find(|word| before.clone().any(|at| self.source.low(at) == *word))
    }

    /// What is written under a record that not everybody may read is read by whoever may read that: no more people, who would learn of
    /// it, and no fewer, who are meant to. What is its owner's alone for another reason stays so.
    fn see_through(&mut self, assumed: &[usize]) {
        let hidden = |it: Option<Visibility>| matches!(it, Some(Visibility::Owner | Visibility::Parent));
        // Each round reaches one further down.
        for _ in 0..self.records.len() {
            for at in assumed {
                let record = &self.records[*at];
                let Some(parent) = record.parent() else { continue };
                let is_about_it = record.made_from.as_deref() == Some(parent);
                let below = self.find(parent).is_some_and(|parent| hidden(self.records[parent].visibility));
                if below && (is_about_it || record.visibility != Some(Visibility::Owner)) {
                    self.records[*at].visibility = Some(Visibility::Parent);
                }
            }
        }
    }

    /// Where a state hides nothing from anybody, which people may expect of what is published or approved.
    pub(super) fn say_states(&mut self) {
        (0..self.records.len()).for_each(|at| self.say_states_of(at));
    }

    fn say_states_of(&mut self, at: usize) {
        let record = &self.records[at];
        let hides = |name: &str| matches!(name, "publish" | "approve" | "accept" | "verify");
        let hidden = matches!(record.visibility, Some(Visibility::Owner | Visibility::Parent))
            || record.workflow.as_ref().is_some_and(|it| !it.hidden.is_empty());
        let steps = record.workflow.iter().flat_map(|workflow| &workflow.transitions);
        let step = steps.into_iter().find(|step| hides(&step.name)).map(|step| step.to.replace('_', " "));
        let Some(state) = step.filter(|_| !hidden) else { return };
        let (name, plural) = (record.name.clone(), morph::spoken_plural(&record.name));
        let text = format!(
            "Whoever may read {plural} reads them in every state, also those that are not {state} yet."
        );
        self.assume(format!("{name}.visibility"), text);
    }

    fn usual(&self, at: usize) -> Visibility {
        let record = &self.records[at];
        let own = self.usually_own(at);
        let known = domains::record(&record.name, self.domain)
            .and_then(|known| known.visibility)
            .filter(|known| *known != Visibility::Owner);
        // Whoever a record is assigned to must see it, although it is not theirs; those who decide on it do anyway.
        let reads = |name: &String| name == "assignee" || record.creators.contains(name);
        let to_people = |link: &Link| link.kind == RelationKind::BelongsTo && link.to == "User";
        let assigned = record.relations.iter().any(|link| to_people(link) && reads(&link.name));
        let decided = record.workflow.is_some()
            && !assigned
            && !self.judged_by_makers(record)
            // What is looked at before others see it is for others.
            && self.drafts_words().is_none()
            && record.relations.iter().any(|link| link.kind == RelationKind::OwnedBy)
            && record.steps.iter().any(|by| by.roles.iter().any(|role| !record.creators.contains(role)));
        let usual = self.domain.and_then(|domain| domain.visibility);
        if let Some(usual) = usual.filter(|_| !own) {
            return known.unwrap_or(usual);
        }
        if self.personal || own || known.is_none() && decided {
            return Visibility::Owner;
        }
        if self.open_label(&record.name) {
            return Visibility::Public;
        }
        if self.read_by_some(record) && known.is_none_or(|known| known == Visibility::Members) {
            return Visibility::Owner;
        }
        let target = record
            .made_from
            .as_ref()
            .and_then(|name| self.find(name))
            .and_then(|at| self.records[at].visibility);
        target.or(known).unwrap_or(Visibility::Members)
    }

    /// `customers submit ideas and vote on them`: on those of others, which they see.
    fn judged_by_makers(&self, record: &Draft) -> bool {
        const JUDGEMENTS: &[&str] = &[
            "Vote",
            "Upvote",
            "Like",
            "Rating",
            "Review",
            "Bid",
            "Pledge",
            "Signature",
            "Bookmark",
            "Favourite",
        ];
        self.records.iter().any(|other| {
            JUDGEMENTS.contains(&other.name.as_str())
                && other.made_from.as_deref() == Some(record.name.as_str())
                && other.creators.iter().any(|role| record.creators.contains(role))
        })
    }

    /// `users report incidents, an investigator reads them`: who says who reads them does not mean everybody.
    fn read_by_some(&self, record: &Draft) -> bool {
        let default = self.default_name();
        let reads = |role: &str| {
            self.rights.iter().any(|it| {
                it.role == role
                    && it.entity == record.name
                    && it.action == Action::Read
                    && it.scope != Some(Scope::Own)
                    && !it.words.is_empty()
            })
        };
        let some =
            self.roles.iter().any(|role| role.name != default && role.name != "admin" && reads(&role.name));
        some && record.creators.contains(&default) && !reads(&default)
    }

    /// Tags of what everybody may read.
    fn open_label(&self, name: &str) -> bool {
        let open = |record: &Draft| {
            record.visibility == Some(Visibility::Public)
                && record.relations.iter().any(|link| link.to == name)
        };
        fields::is_shared(&morph::spoken(name)) && self.records.iter().any(open)
    }

    fn say(&mut self, at: usize, visibility: Visibility) {
        let name = self.records[at].name.clone();
        let plural = morph::spoken_plural(&name);
        let text = match visibility {
            Visibility::Public => format!("Anyone may read {plural}, also without an account."),
            Visibility::Members => format!("Everyone who is signed in may read {plural}."),
            Visibility::Owner => format!("Only their owner and those who manage them may read {plural}."),
            Visibility::Parent => {
                let parent = morph::spoken(self.records[at].parent().unwrap_or_default());
                format!("Whoever may read {} {parent} reads its {plural}.", morph::article(&parent))
            }
        };
        self.assume(format!("{name}.visibility"), text);
    }

    /// Only owned records can be their owner's alone.
    fn without_owner(&mut self, at: usize) {
        let record = &mut self.records[at];
        if self.hidden.contains(&record.name) {
            return;
        }
        let owned = record.relations.iter().any(|link| link.kind == RelationKind::OwnedBy);
        if record.visibility == Some(Visibility::Owner) && !owned {
            record.visibility = Some(Visibility::Members);
        }
    }
}
