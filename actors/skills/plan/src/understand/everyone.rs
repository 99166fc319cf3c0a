//! `everybody comments on tickets`: a deed of all who sign in, whoever else the request names.

use super::fact::{Fact, Noun, Only};
use super::lexicon::people;
use super::token::Span;

/// What the grammar makes of `everybody`, `all users`, `both`.
const EVERYONE: [&str; 2] = ["every", "person"];
/// With so many other kinds of people, `people` are none of their own.
const KINDS_MIN: usize = 2;

/// All who sign in, as the subject of a statement.
pub fn everyone(noun: Noun) -> Noun {
    Noun { words: EVERYONE.map(str::to_owned).to_vec(), last: "person".to_owned(), plural: true, ..noun }
}

/// What everybody does, and who that is.
#[derive(Debug, Default)]
pub struct Everyone {
    /// The kinds of people that the request names; with none, all are users.
    pub kinds: Vec<Noun>,
    /// Where it is said of everybody.
    pub said: Vec<Span>,
}

/// What the request says, with those who do what everybody does.
pub fn spread(mut facts: Vec<Fact>) -> (Vec<Fact>, Everyone) {
    shortened(&mut facts);
    let named = named(&facts);
    let mut said = Vec::new();
    for fact in &mut facts {
        let (Fact::Acts { actors, span, .. } | Fact::Works { actors, span, .. }) = fact else { continue };
        if !actors.iter().any(|actor| is_everyone(actor, named.len())) {
            continue;
        }
        said.push(*span);
        let mut all: Vec<Noun> = Vec::new();
        for actor in actors.drain(..) {
            let everyone = is_everyone(&actor, named.len());
            let who = if !everyone {
                vec![actor]
            } else {
                // `anyone in the company can open tickets; facilities staff close them`: staff, and all others.
                let others = named.iter().all(|known| known.head() == "staff");
                let user = Noun { words: vec!["user".to_owned()], last: "user".to_owned(), ..actor };
                others.then_some(user).into_iter().chain(named.iter().cloned()).collect()
            };
            for person in who {
                if all.iter().all(|known| known.words != person.words) {
                    all.push(person);
                }
            }
        }
        *actors = all;
    }
    // The word for all of them is no kind of people beside them.
    facts.retain(|fact| !matches!(fact, Fact::Role { noun } if is_everyone(noun, named.len())));
    (facts, Everyone { kinds: named, said })
}

/// `a platform for dog owners. Owners create profiles`: the same people, whose whole name is said once.
fn shortened(facts: &mut [Fact]) {
    let mut long: Vec<Noun> = Vec::new();
    let mut short: Vec<Noun> = Vec::new();
    for fact in facts.iter() {
        let people: Vec<&Noun> = match fact {
            Fact::Acts { actors, .. } | Fact::Works { actors, .. } => actors.iter().collect(),
            Fact::Role { noun } => vec![noun],
            _ => continue,
        };
        for noun in people.into_iter().filter(|noun| people::is_person(noun.head())) {
            let kinds = if noun.words.len() > 1 { &mut long } else { &mut short };
            if kinds.iter().all(|known| known.words != noun.words) {
                kinds.push(noun.clone());
            }
        }
    }
    for noun in short.into_iter().filter(|noun| !APART.contains(&noun.head())) {
        let same: Vec<Noun> = long.iter().filter(|whole| whole.head() == noun.head()).cloned().collect();
        let [whole] = same.as_slice() else { continue };
        // `seen by senior agents only` is no word of all agents.
        let apart = RANKS.contains(&whole.words[0].as_str()) || limited(facts, whole);
        if whole.span.from < noun.span.from && !apart {
            rename(facts, &whole.words, &noun);
        }
    }
}

/// Whether anything is kept for such people, or from them, by their whole name.
fn limited(facts: &[Fact], whole: &Noun) -> bool {
    facts.iter().any(|fact| match fact {
        Fact::Acts { actors, only, denied, .. } => {
            (*only != Only::Nothing || *denied) && actors.iter().any(|actor| actor.words == whole.words)
        }
        _ => false,
    })
}

fn rename(facts: &mut [Fact], from: &[String], to: &Noun) {
    for noun in facts.iter_mut().flat_map(Fact::nouns_mut).filter(|noun| noun.words == from) {
        noun.words.clone_from(&to.words);
    }
}

/// What sets some of them above or below the rest.
pub(super) const RANKS: &[&str] = &[
    "enrolled",
    "subscribed",
    "approved",
    "elected",
    "partner",
    "senior",
    "junior",
    "chief",
    "head",
    "lead",
    "deputy",
    "assistant",
    "vice",
    "trusted",
    "verified",
    "certified",
    "licensed",
    "external",
    "internal",
    "guest",
    "premium",
    "paid",
    "paying",
    "super",
    "regional",
    "duty",
    "night",
    "first",
    "second",
    "main",
    "other",
    "new",
    "former",
    "substitute",
    "board",
    "team",
];

/// Of whom there may be several kinds, with and without another word before them.
const APART: &[&str] =
    &["user", "member", "manager", "admin", "administrator", "staff", "worker", "person", "leader", "lead"];

/// People who do something, each kind once, in the order in which they come.
fn named(facts: &[Fact]) -> Vec<Noun> {
    let mut named: Vec<Noun> = Vec::new();
    for fact in facts {
        let (Fact::Acts { actors, .. } | Fact::Works { actors, .. }) = fact else { continue };
        for actor in actors {
            let head = actor.head();
            let own = people::is_person(head)
                && head != "person"
                && !people::is_anybody(head)
                && !people::is_admin(head)
                && named.iter().all(|known| known.words != actor.words);
            if own {
                named.push(actor.clone());
            }
        }
    }
    named
}

fn is_everyone(noun: &Noun, kinds: usize) -> bool {
    noun.words == EVERYONE || kinds >= KINDS_MIN && noun.words == ["person"]
}
