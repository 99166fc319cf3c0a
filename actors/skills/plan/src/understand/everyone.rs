//! `everybody comments on tickets`: a deed of all who sign in, whoever else the request names.

use super::fact::{Fact, Noun};
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
