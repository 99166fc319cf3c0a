//! What people do to records, as a table: plain changes, verbs that leave a record behind, and steps of a workflow.

use std::collections::HashMap;
use std::sync::LazyLock;

use protocol::requirements::FeatureName;

use super::features::FOLLOWS;
use super::steps::{STEPS, Step};
use crate::understand::morph;

/// A plain action; `Manage` in requests stands for all four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    Create,
    Read,
    Update,
    Delete,
}

/// What a verb means between somebody and something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    Acts(&'static [Act]),
    /// They make it and it stays theirs: `instructors teach courses`.
    Owns,
    /// A record of its own comes of it: `members borrow books` leaves loans.
    Makes(&'static str),
    /// As `Makes` if that record is named in the request; otherwise the object itself is created.
    MakesNamed(&'static str),
    /// A step of the object's workflow.
    Moves(Step),
    /// It takes a capability, whatever the object: `search`, `export`, `upload`.
    Needs(FeatureName),
    /// Understood; nothing builds it.
    Unbuilt(&'static str),
}

impl Does {
    /// Whether it names a capability, and its object may be anything or nothing.
    pub fn is_capability(self) -> bool {
        matches!(self, Does::Needs(_) | Does::Unbuilt(_))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Base,
    Third,
    /// Past tense or past participle.
    Past,
    Ing,
}

pub struct Verb {
    pub base: &'static str,
    /// Words that follow the verb and belong to it: `up for`.
    pub particle: &'static str,
    /// Past and participle when they are not regular.
    pub past: &'static [&'static str],
    /// The same word is a noun as well: `order`, `review`.
    pub noun: bool,
    pub does: Does,
}

pub const ALL: &[Act] = &[Act::Create, Act::Read, Act::Update, Act::Delete];
const CREATE: &[Act] = &[Act::Create];
const READ: &[Act] = &[Act::Read];
const UPDATE: &[Act] = &[Act::Update];
const DELETE: &[Act] = &[Act::Delete];
const MODERATE: &[Act] = &[Act::Read, Act::Update, Act::Delete];

const fn verb(base: &'static str, noun: bool, does: Does) -> Verb {
    Verb { base, particle: "", past: &[], noun, does }
}

const fn phrase(
    base: &'static str,
    particle: &'static str,
    past: &'static [&'static str],
    does: Does,
) -> Verb {
    Verb { base, particle, past, noun: true, does }
}

const fn irregular(base: &'static str, past: &'static [&'static str], noun: bool, does: Does) -> Verb {
    Verb { base, particle: "", past, noun, does }
}

static PLAIN: &[Verb] = &[
    verb("create", false, Does::Acts(CREATE)),
    verb("add", false, Does::Acts(CREATE)),
    irregular("write", &["wrote", "written"], false, Does::Acts(CREATE)),
    irregular("make", &["made"], true, Does::Acts(CREATE)),
    verb("post", true, Does::Acts(CREATE)),
    verb("enter", false, Does::Acts(CREATE)),
    verb("record", true, Does::Acts(CREATE)),
    verb("log", true, Does::Acts(CREATE)),
    verb("schedule", true, Does::Acts(CREATE)),
    verb("propose", false, Does::Acts(CREATE)),
    verb("report", true, Does::Acts(CREATE)),
    verb("raise", false, Does::Acts(CREATE)),
    verb("open", true, Does::Acts(CREATE)),
    verb("file", true, Does::Acts(CREATE)),
    verb("ask", false, Does::Acts(CREATE)),
    verb("register", true, Does::Acts(CREATE)),
    verb("issue", true, Does::Acts(CREATE)),
    verb("place", true, Does::Acts(CREATE)),
    irregular("give", &["gave", "given"], false, Does::Acts(CREATE)),
    phrase("give", "out", &["gave", "given"], Does::Acts(CREATE)),
    phrase("hand", "out", &[], Does::Acts(CREATE)),
    phrase("hand", "in", &[], Does::MakesNamed("Submission")),
    phrase("turn", "in", &[], Does::MakesNamed("Submission")),
    phrase("make", "out", &["made"], Does::Acts(CREATE)),
    phrase("make", "up", &["made"], Does::Acts(CREATE)),
    phrase("write", "out", &["wrote", "written"], Does::Acts(CREATE)),
    phrase("write", "up", &["wrote", "written"], Does::Acts(CREATE)),
    phrase("draw", "up", &["drew", "drawn"], Does::Acts(CREATE)),
    phrase("set", "up", &["set"], Does::Acts(CREATE)),
    phrase("put", "up", &["put"], Does::Acts(CREATE)),
    phrase("put", "in", &["put"], Does::Acts(CREATE)),
    phrase("fill", "in", &[], Does::Acts(CREATE)),
    phrase("fill", "out", &[], Does::Acts(CREATE)),
    phrase("send", "in", &["sent"], Does::MakesNamed("Submission")),
    phrase("send", "out", &["sent"], Does::Acts(CREATE)),
    verb("share", true, Does::Acts(CREATE)),
    verb("award", true, Does::Acts(CREATE)),
    verb("prescribe", false, Does::Acts(CREATE)),
    verb("compose", false, Does::Acts(CREATE)),
    verb("draft", true, Does::Acts(CREATE)),
    irregular("build", &["built"], false, Does::Acts(CREATE)),
    irregular("leave", &["left"], true, Does::Acts(CREATE)),
    verb("suggest", false, Does::Acts(CREATE)),
    verb("nominate", false, Does::Acts(CREATE)),
    verb("contribute", false, Does::Acts(CREATE)),
    verb("advertise", false, Does::Acts(CREATE)),
    verb("announce", false, Does::Acts(CREATE)),
    verb("arrange", false, Does::Acts(CREATE)),
    verb("plan", true, Does::Acts(CREATE)),
    verb("document", true, Does::Acts(CREATE)),
    phrase("note", "down", &[], Does::Acts(CREATE)),
    verb("define", false, Does::Acts(CREATE)),
    verb("view", true, Does::Acts(READ)),
    irregular("see", &["saw", "seen"], false, Does::Acts(READ)),
    irregular("read", &["read"], false, Does::Acts(READ)),
    verb("browse", false, Does::Acts(READ)),
    verb("access", true, Does::Acts(READ)),
    verb("check", true, Does::Acts(READ)),
    irregular("find", &["found"], false, Does::Acts(READ)),
    verb("explore", false, Does::Acts(READ)),
    verb("consult", false, Does::Acts(READ)),
    verb("monitor", true, Does::Acts(READ)),
    verb("list", true, Does::Acts(READ)),
    phrase("look", "at", &[], Does::Acts(READ)),
    phrase("look", "up", &[], Does::Acts(READ)),
    phrase("look", "through", &[], Does::Acts(READ)),
    verb("inspect", false, Does::Acts(READ)),
    verb("watch", true, Does::Acts(READ)),
    verb("edit", false, Does::Acts(UPDATE)),
    verb("update", true, Does::Acts(UPDATE)),
    verb("change", true, Does::Acts(UPDATE)),
    verb("modify", false, Does::Acts(UPDATE)),
    verb("assign", false, Does::Acts(UPDATE)),
    verb("rename", false, Does::Acts(UPDATE)),
    verb("correct", false, Does::Acts(UPDATE)),
    verb("amend", false, Does::Acts(UPDATE)),
    verb("adjust", false, Does::Acts(UPDATE)),
    verb("revise", false, Does::Acts(UPDATE)),
    verb("alter", false, Does::Acts(UPDATE)),
    verb("delete", false, Does::Acts(DELETE)),
    verb("remove", false, Does::Acts(DELETE)),
    verb("erase", false, Does::Acts(DELETE)),
    verb("discard", false, Does::Acts(DELETE)),
    phrase("take", "down", &["took", "taken"], Does::Acts(DELETE)),
    phrase("throw", "away", &["threw", "thrown"], Does::Acts(DELETE)),
    verb("manage", false, Does::Acts(ALL)),
    verb("maintain", false, Does::Acts(ALL)),
    verb("administer", false, Does::Acts(ALL)),
    verb("handle", true, Does::Acts(ALL)),
    verb("oversee", false, Does::Acts(ALL)),
    verb("curate", false, Does::Acts(ALL)),
    verb("control", true, Does::Acts(ALL)),
    irregular("keep", &["kept"], false, Does::Acts(ALL)),
    phrase("keep", "track of", &["kept"], Does::Acts(ALL)),
    verb("track", true, Does::Acts(ALL)),
    verb("organize", false, Does::Acts(ALL)),
    verb("organise", false, Does::Acts(ALL)),
    verb("save", false, Does::Acts(ALL)),
    verb("collect", false, Does::Acts(ALL)),
    verb("catalog", true, Does::Acts(ALL)),
    verb("catalogue", true, Does::Acts(ALL)),
    irregular("sell", &["sold"], false, Does::Acts(ALL)),
    verb("moderate", false, Does::Acts(MODERATE)),
    irregular("teach", &["taught"], false, Does::Owns),
    verb("host", true, Does::Owns),
    verb("own", false, Does::Owns),
    irregular("lead", &["led"], true, Does::Owns),
    verb("offer", true, Does::Owns),
    verb("borrow", false, Does::Makes("Loan")),
    phrase("check", "out", &[], Does::Makes("Loan")),
    verb("order", true, Does::Makes("Order")),
    irregular("buy", &["bought"], false, Does::Makes("Order")),
    verb("purchase", true, Does::Makes("Order")),
    verb("book", true, Does::Makes("Booking")),
    verb("preorder", true, Does::Makes("Order")),
    verb("reserve", false, Does::Makes("Reservation")),
    verb("enrol", false, Does::Makes("Enrolment")),
    phrase("enrol", "in", &[], Does::Makes("Enrolment")),
    verb("enroll", false, Does::Makes("Enrollment")),
    phrase("enroll", "in", &[], Does::Makes("Enrollment")),
    verb("rate", true, Does::Makes("Review")),
    verb("review", true, Does::Makes("Review")),
    verb("apply", false, Does::Makes("Application")),
    phrase("apply", "for", &[], Does::Makes("Application")),
    phrase("apply", "to", &[], Does::Makes("Application")),
    verb("submit", false, Does::MakesNamed("Submission")),
    verb("request", true, Does::Acts(CREATE)),
    phrase("comment", "on", &[], Does::Makes("Comment")),
    verb("comment", true, Does::Makes("Comment")),
    phrase("register", "for", &[], Does::Makes("Registration")),
    phrase("sign", "up for", &[], Does::Makes("Registration")),
    verb("rent", true, Does::Makes("Rental")),
    verb("hire", false, Does::Makes("Hire")),
    phrase("subscribe", "to", &[], Does::Makes("Subscription")),
    phrase("donate", "to", &[], Does::Makes("Donation")),
    phrase("bid", "on", &["bid"], Does::Makes("Bid")),
    verb("vote", true, Does::Makes("Vote")),
    phrase("vote", "on", &[], Does::Makes("Vote")),
    phrase("vote", "for", &[], Does::Makes("Vote")),
    phrase("reply", "to", &["replied"], Does::Makes("Reply")),
    irregular("reply", &["replied"], true, Does::Makes("Reply")),
    verb("answer", true, Does::Makes("Answer")),
    verb("join", false, Does::Makes("Membership")),
    verb("rsvp", false, Does::Makes("Rsvp")),
    phrase("pledge", "money to", &[], Does::Makes("Pledge")),
    phrase("pledge", "money", &[], Does::Makes("Pledge")),
    phrase("donate", "money to", &[], Does::Makes("Donation")),
    phrase("donate", "money", &[], Does::Makes("Donation")),
    phrase("rsvp", "to", &[], Does::Makes("Rsvp")),
    phrase("log", "hours on", &["logged"], Does::Makes("TimeEntry")),
    phrase("log", "time on", &["logged"], Does::Makes("TimeEntry")),
    phrase("log", "hours for", &["logged"], Does::Makes("TimeEntry")),
    phrase("record", "hours on", &[], Does::Makes("TimeEntry")),
    phrase("log", "hours per", &["logged"], Does::Makes("TimeEntry")),
    phrase("log", "time per", &["logged"], Does::Makes("TimeEntry")),
    phrase("enter", "hours per", &[], Does::Makes("TimeEntry")),
    phrase("record", "hours per", &[], Does::Makes("TimeEntry")),
    phrase("track", "hours per", &[], Does::Makes("TimeEntry")),
    phrase("track", "time per", &[], Does::Makes("TimeEntry")),
    phrase("track", "time on", &[], Does::Makes("TimeEntry")),
    phrase("track", "hours on", &[], Does::Makes("TimeEntry")),
    verb("launch", true, Does::Acts(CREATE)),
    verb("attend", false, Does::Makes("Attendance")),
    verb("adopt", false, Does::MakesNamed("Adoption")),
    verb("search", true, Does::Needs(FeatureName::Search)),
    phrase("search", "for", &[], Does::Needs(FeatureName::Search)),
    phrase("log", "in", &["logged"], Does::Needs(FeatureName::Authentication)),
    phrase("sign", "in", &["signed"], Does::Needs(FeatureName::Authentication)),
    phrase("sign", "up", &["signed"], Does::Needs(FeatureName::Authentication)),
    phrase("login", "", &[], Does::Needs(FeatureName::Authentication)),
    verb("like", true, Does::Makes("Like")),
    verb("upload", true, Does::Needs(FeatureName::Attachments)),
    verb("export", true, Does::Needs(FeatureName::CsvExport)),
    verb("download", true, Does::Unbuilt("downloads")),
    verb("chat", true, Does::Unbuilt("chat")),
    verb("follow", false, Does::Unbuilt(FOLLOWS)),
    verb("favorite", true, Does::Makes("Favorite")),
    verb("favourite", true, Does::Makes("Favourite")),
    verb("bookmark", true, Does::Makes("Bookmark")),
    verb("upvote", true, Does::Makes("Upvote")),
];

struct Found {
    verb: Verb,
    form: Form,
}

static FORMS: LazyLock<HashMap<String, Vec<Found>>> = LazyLock::new(|| {
    let mut map: HashMap<String, Vec<Found>> = HashMap::new();
    let steps = STEPS.iter().map(|(base, past, noun, step)| irregular(base, past, *noun, Does::Moves(*step)));
    let plain = PLAIN.iter().map(|verb| Verb { ..*verb });
    for verb in plain.chain(steps) {
        let [third, past, ing] = morph::regular_forms(verb.base);
        let mut forms = vec![(verb.base.to_owned(), Form::Base), (third, Form::Third), (ing, Form::Ing)];
        if verb.past.is_empty() {
            forms.push((past, Form::Past));
        }
        forms.extend(
            verb.past.iter().filter(|past| **past != verb.base).map(|past| ((*past).to_owned(), Form::Past)),
        );
        for (word, form) in forms {
            map.entry(word).or_default().push(Found { verb: Verb { ..verb }, form });
        }
    }
    for list in map.values_mut() {
        list.sort_by_key(|found| std::cmp::Reverse(found.verb.particle.len()));
    }
    map
});

/// A verb as it stands in a text.
#[derive(Clone, Copy)]
pub struct Seen {
    pub base: &'static str,
    pub form: Form,
    /// Tokens, with its particle.
    pub len: usize,
    pub noun: bool,
    pub does: Does,
}

/// The verb at a word, whatever the words around it; with the longest particle that follows.
pub fn at(word: &str, follows: impl Fn(usize, &str) -> bool) -> Option<Seen> {
    let list = FORMS.get(word)?;
    list.iter().find_map(|found| {
        let particles: Vec<&str> = found.verb.particle.split(' ').filter(|part| !part.is_empty()).collect();
        let all = particles.iter().enumerate().all(|(offset, part)| follows(offset + 1, part));
        all.then(|| Seen {
            base: found.verb.base,
            form: found.form,
            len: 1 + particles.len(),
            noun: found.verb.noun,
            does: found.verb.does,
        })
    })
}

/// Actions as nouns: `post creation`, `user management`.
pub fn nominal(word: &str) -> Option<&'static [Act]> {
    Some(match word {
        "creation" | "creating" | "writing" | "adding" | "authoring" | "submission" => CREATE,
        "editing" | "updating" | "modification" | "edit" | "updates" => UPDATE,
        "deletion" | "deleting" | "removal" | "removing" => DELETE,
        "viewing" | "listing" | "browsing" | "reading" => READ,
        "management" | "managing" | "crud" | "administration" => ALL,
        _ => return None,
    })
}
