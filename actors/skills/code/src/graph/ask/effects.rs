//! What raises, catches, reads or writes something. The facts of a file have where a name stands, and not what is done with it there.

use super::intent::Effect;
use super::naming::quoted;
use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX};
use crate::facts::{FileFacts, Manner, Mention, MentionKind};

/// How a decorator is told, behind the name of what it stands over.
pub(super) const DECORATED: &str = " is decorated with it";

type Place<'k> = (&'k str, u32, String);

impl<'k> Knowledge<'k> {
    pub(super) fn done(&self, effect: Effect, subject: &Subject) -> Answer {
        match effect {
            Effect::Raised | Effect::Caught => self.thrown(effect, subject),
            Effect::Read => self.with_kept(subject, self.read(subject)),
            Effect::Written => self.written(subject),
        }
    }

    /// Where an exception is made, and where it is named without being made.
    fn thrown(&self, effect: Effect, subject: &Subject) -> Answer {
        let done = if effect == Effect::Raised { "raises or throws" } else { "catches" };
        let mut answer = Answer::unknown(
            "thrown",
            format!("not known: what {done} something is not told apart from what else names it"),
        );
        let mut names = subject.names();
        // A plain noun is no exception.
        names.retain(|name| !subject.marked.is_empty() || !name.chars().all(char::is_lowercase));
        let [name] = names[..] else {
            answer.say(0, "the nearest that is answered: \"what raises NAME?\" with the name of one exception, which tells where it stands");
            return answer;
        };
        let found = self.named(subject);
        found.iter().take(3).for_each(|one| answer.symbol(0, *one));
        let last = name.rsplit(['.', ':']).next().unwrap_or(name);
        let (mut made, mut named) = (Vec::new(), Vec::new());
        for (facts, mention) in self.standing(last) {
            if self.is_head(facts, mention, &found) {
                continue;
            }
            let place = (facts.path.as_str(), mention.line, self.whose(facts, mention));
            match mention.kind {
                MentionKind::Call => made.push(place),
                MentionKind::Use => named.push(place),
            }
        }
        if made.is_empty() && named.is_empty() {
            answer.say(0, format!("the name {last} stands nowhere in the code that was read"));
            return answer;
        }
        let made = ("it is made here, as where it is raised or thrown", made);
        let named =
            ("its name stands here without being made, as where it is caught, or raised as it is", named);
        let both = if effect == Effect::Raised { [made, named] } else { [named, made] };
        for (head, places) in both {
            listed(head, places, &mut answer);
        }
        answer.based_on.push("names that stand in the code; the line itself tells whether it raises, catches or does something else".to_owned());
        answer
    }

    fn read(&self, subject: &Subject) -> Answer {
        let found = self.named(subject);
        let mut answer = Answer::new("read");
        for one in found.iter().take(3) {
            answer.symbol(0, *one);
            self.mentions_of(*one, &mut answer);
        }
        if found.is_empty() {
            let elsewhere = self.elsewhere("read", subject);
            answer = elsewhere.unwrap_or_else(|| self.nothing("read", subject));
        }
        let hint = quoted(&subject.shown());
        if !answer.lines.iter().any(|line| line.text == hint) {
            answer.say(0, hint);
        }
        answer
    }

    fn written(&self, subject: &Subject) -> Answer {
        // Files of settings say what an environment variable is set to.
        let is_setting =
            |name: &str| self.index.files().any(|facts| facts.settings.iter().any(|one| one.name == name));
        if let [name] = subject.names()[..]
            && is_setting(name)
            && let Some(answer) = self.defined_elsewhere("written", subject)
        {
            return answer;
        }
        let why = "not known: what writes to something is not told apart from what reads it";
        let mut answer = Answer::unknown("written", why.to_owned());
        for one in self.named(subject).iter().take(3) {
            answer.symbol(0, *one);
            self.mentions_of(*one, &mut answer);
        }
        if answer.lines.len() == 1 {
            let nearest = format!(
                "the nearest that is answered: \"where is {0}?\" or \"who uses {0}?\"",
                subject.shown()
            );
            answer.say(0, nearest);
        }
        answer.based_on.push("names that stand in the code".to_owned());
        answer
    }

    /// Every place where a name stands that is no import of it.
    pub(super) fn standing(&self, name: &str) -> impl Iterator<Item = (&'k FileFacts, &'k Mention)> {
        let index = self.index;
        index.files().filter(|facts| !facts.language.is_data()).flat_map(move |facts| {
            let number = facts.names.iter().position(|one| one == name);
            let is_it = move |mention: &&Mention| {
                Some(mention.name as usize) == number && mention.manner != Manner::Import
            };
            facts.mentions.iter().filter(is_it).map(move |mention| (facts, mention))
        })
    }

    /// In the definition itself, or in the head of a class that inherits from it.
    fn is_head(&self, facts: &FileFacts, mention: &Mention, found: &[Found<'_>]) -> bool {
        let own = |one: &Found<'_>| {
            one.path == facts.path && (one.symbol.start_line..=one.symbol.end_line).contains(&mention.line)
        };
        let heads = facts.symbols.iter().filter(|symbol| symbol.kind.is_type());
        found.iter().any(own) || heads.into_iter().any(|symbol| symbol.line == mention.line)
    }

    /// The name of what is around a mention; of what is decorated, if it is a decorator.
    pub(super) fn whose(&self, facts: &FileFacts, mention: &Mention) -> String {
        let decorated =
            facts.symbols.iter().find(|symbol| (symbol.start_line..symbol.line).contains(&mention.line));
        if let Some(symbol) = decorated {
            return format!("{}{DECORATED}", symbol.qualified);
        }
        let within = mention.within.and_then(|id| facts.symbols.get(id as usize));
        within.map_or_else(|| "the file itself".to_owned(), |symbol| symbol.qualified.clone())
    }
}

fn listed(head: &str, mut places: Vec<Place<'_>>, answer: &mut Answer) {
    places.sort_by_key(|(path, line, _)| (super::is_test(path), *path, *line));
    places.dedup_by(|one, other| (one.0, one.1) == (other.0, other.1));
    if places.is_empty() {
        return;
    }
    answer.say(0, format!("{head}, at {}:", super::counted(places.len(), "place")));
    for (path, line, within) in places.iter().take(LINES_MAX) {
        answer.cite(1, within.clone(), path, *line);
    }
    if places.len() > LINES_MAX {
        answer.say(1, format!("and {} more", places.len() - LINES_MAX));
    }
}
