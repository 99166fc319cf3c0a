//! Other names of records: requests for leave are the leave, and once expense reports are described, reports are the same.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Builder;
use crate::understand::fact::Fact;
use crate::understand::lexicon::steps;
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::morph;

impl Builder<'_> {
    /// `employees request leave; managers approve requests`: the requests are the leave.
    pub(super) fn requested(&mut self) {
        let described = |name: &str| {
            self.facts
                .iter()
                .any(|fact| matches!(fact, Fact::Field { owner, .. } if morph::pascal(&owner.words) == name))
        };
        let mut aliases = BTreeMap::new();
        for fact in self.facts {
            if let Fact::Acts { verb, object: Some(object), .. } = fact
                && verb.base == "request"
            {
                let name = morph::pascal(&object.words);
                for alias in ["Request".to_owned(), format!("{name}Request")] {
                    if alias != name && !described(&alias) {
                        aliases.insert(alias, name.clone());
                    }
                }
            }
        }
        self.aliases = aliases;
        self.short_names();
    }

    /// Once expense reports are described, `reports` are the same, unless several records end so.
    fn short_names(&mut self) {
        let described: BTreeSet<Vec<String>> = self
            .facts
            .iter()
            .filter_map(
                |fact| if let Fact::Field { owner, .. } = fact { Some(owner.words.clone()) } else { None },
            )
            .collect();
        self.short_names_of_made();
        self.short_names_of_kept();
        self.long_names(&described);
        for long in described.iter().filter(|words| words.len() > 1) {
            let Some(last) = long.last() else { continue };
            let same = described.iter().filter(|words| words.last() == Some(last)).count();
            if same == 1 {
                self.aliases
                    .entry(morph::pascal(std::slice::from_ref(last)))
                    .or_insert_with(|| morph::pascal(long));
            }
        }
    }

    /// `tracking lab samples. Each sample has a barcode`: the samples that are described.
    fn long_names(&mut self, described: &BTreeSet<Vec<String>>) {
        let named: BTreeSet<&[String]> = self
            .facts
            .iter()
            .filter_map(|fact| match fact {
                Fact::Entity { noun } if noun.words.len() > 1 && noun.plural => Some(noun.words.as_slice()),
                _ => None,
            })
            .filter(|words| !described.contains(*words))
            .collect();
        let told = |words: &[String]| {
            self.facts.iter().any(|fact| match fact {
                Fact::Acts { object: Some(object), .. } => object.words == words,
                Fact::Link { from, to, .. } => from.words == words || to.words == words,
                _ => false,
            })
        };
        let mut found = Vec::new();
        for short in described.iter().filter(|words| words.len() == 1) {
            let longs: Vec<&&[String]> = named.iter().filter(|words| words.last() == short.last()).collect();
            if let [long] = longs.as_slice()
                && !told(long)
            {
                found.push((morph::pascal(long), morph::pascal(short)));
            }
        }
        for (long, short) in found {
            self.aliases.entry(long).or_insert(short);
        }
    }

    /// `managing conference talks: speakers submit talks`: the same, where nothing else is said of talks.
    fn short_names_of_kept(&mut self) {
        let mut kept: BTreeSet<&[String]> = BTreeSet::new();
        let mut made: BTreeSet<&str> = BTreeSet::new();
        let mut told: BTreeSet<&[String]> = BTreeSet::new();
        for fact in self.facts {
            match fact {
                // `approved articles` are articles.
                Fact::Entity { noun }
                    if noun.words.len() > 1 && noun.plural && steps::step_to(&noun.words[0]).is_none() =>
                {
                    kept.insert(&noun.words);
                }
                Fact::Entity { noun } | Fact::Record { noun } | Fact::Field { owner: noun, .. } => {
                    told.insert(&noun.words);
                }
                Fact::Acts { object: Some(object), .. }
                    if object.words.len() == 1
                        || object.words.len() == 2 && steps::step_to(&object.words[0]).is_some() =>
                {
                    made.insert(object.head());
                }
                _ => {}
            }
        }
        for short in made {
            let is_it = |words: &&&[String]| words.last().is_some_and(|it| it == short);
            let longs: Vec<&&[String]> = kept.iter().filter(is_it).collect();
            if let [long] = longs.as_slice()
                && !told.iter().any(|words| words.len() == 1 && words[0] == short)
            {
                let short = morph::pascal(&[short.to_owned()]);
                self.aliases.entry(short).or_insert_with(|| morph::pascal(long));
            }
        }
    }

    /// `trainers make workout plans for members; members see their plans`: what is made under its whole name is meant by the
    /// last word of it, unless such things are made or listed themselves.
    fn short_names_of_made(&mut self) {
        let mut made: BTreeSet<&[String]> = BTreeSet::new();
        let mut theirs: BTreeSet<&str> = BTreeSet::new();
        let mut told: BTreeSet<&[String]> = BTreeSet::new();
        for fact in self.facts {
            match fact {
                Fact::Acts { verb, object: Some(object), denied: false, .. } => {
                    if matches!(verb.does, Does::Acts(acts) if acts.contains(&Act::Create)) {
                        made.insert(&object.words);
                    } else if (object.own || object.determined) && object.words.len() == 1 {
                        theirs.insert(object.head());
                    }
                }
                Fact::Acts { object: Some(object), denied: true, .. }
                    if object.determined && object.words.len() == 1 =>
                {
                    theirs.insert(object.head());
                }
                // `mechanics create repair orders. An order goes from open to done`.
                Fact::States { noun, .. } if noun.determined && noun.words.len() == 1 => {
                    theirs.insert(noun.head());
                }
                // `the notes` are those that were spoken of.
                Fact::Entity { noun } if !noun.determined => {
                    told.insert(&noun.words);
                }
                Fact::Record { noun } | Fact::Field { owner: noun, .. } => {
                    told.insert(&noun.words);
                }
                _ => {}
            }
        }
        for short in theirs {
            let is_itself = |words: &&[String]| words.len() == 1 && words[0] == short;
            let ends = |words: &&&[String]| words.len() > 1 && words.last().is_some_and(|it| it == short);
            let longs: Vec<&&[String]> = made.iter().filter(ends).collect();
            if let [long] = longs.as_slice()
                && !made.iter().chain(&told).any(is_itself)
            {
                let short = morph::pascal(&[short.to_owned()]);
                self.aliases.entry(short).or_insert_with(|| morph::pascal(long));
            }
        }
    }
}
