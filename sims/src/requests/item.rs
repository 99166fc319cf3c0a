//! What is compared: one statement about a product, in a spelling that both sides share.

use std::collections::BTreeSet;

use super::corpus::Expected;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Entity,
    Field,
    /// A field's type, and whether it is unique, optional or a list.
    Trait,
    Relation,
    Role,
    May,
    /// One step from a state to another.
    State,
    Limit,
    Feature,
    Stack,
    /// Something that must not be there.
    Absent,
    /// Words of which nothing can be made, and which are named.
    LeftOver,
}

impl Kind {
    pub const ALL: [Kind; 12] = [
        Kind::Entity,
        Kind::Field,
        Kind::Trait,
        Kind::Relation,
        Kind::Role,
        Kind::May,
        Kind::State,
        Kind::Limit,
        Kind::Feature,
        Kind::Stack,
        Kind::Absent,
        Kind::LeftOver,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Entity => "entity",
            Kind::Field => "field",
            Kind::Trait => "trait",
            Kind::Relation => "relation",
            Kind::Role => "role",
            Kind::May => "may",
            Kind::State => "state",
            Kind::Limit => "limit",
            Kind::Feature => "feature",
            Kind::Stack => "stack",
            Kind::Absent => "absent",
            Kind::LeftOver => "left_over",
        }
    }
}

/// `name` is normal (see [`normal`]), so that equal statements are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    pub kind: Kind,
    pub name: String,
}

impl Item {
    pub fn new(kind: Kind, name: &str) -> Self {
        Self { kind, name: normal(name) }
    }
}

impl Item {
    /// The same with a part of the product under another name.
    pub fn renamed(&self, from: &str, to: &str) -> Item {
        let mut name = String::new();
        let mut rest = self.name.as_str();
        while let Some(at) = rest.find(from) {
            let (before, after) = (&rest[..at], &rest[at + from.len()..]);
            let whole = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            let is_word = whole(before.chars().next_back()) && whole(after.chars().next());
            name.push_str(before);
            name.push_str(if is_word { to } else { from });
            rest = after;
        }
        name.push_str(rest);
        Item { kind: self.kind, name }
    }
}

/// Lower case without underscores: `dueDate`, `due_date` and `DueDate` are one name.
pub fn normal(name: &str) -> String {
    let plain = name.to_lowercase().replace('_', "");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Everything that is expected.
pub fn expected(request: &Expected) -> BTreeSet<Item> {
    let mut items = BTreeSet::new();
    let lists: [(Kind, &[String]); 10] = [
        (Kind::Entity, &request.entities),
        (Kind::Field, &request.fields),
        (Kind::Relation, &request.relations),
        (Kind::Role, &request.roles),
        (Kind::May, &request.may),
        (Kind::State, &request.states),
        (Kind::Limit, &request.limits),
        (Kind::Feature, &request.features),
        (Kind::Stack, &request.stack),
        (Kind::Absent, &request.absent),
    ];
    for (kind, list) in lists {
        items.extend(list.iter().flat_map(|line| of_line(kind, line)));
    }
    items.extend(request.left_over.iter().map(|words| Item::new(Kind::LeftOver, words)));
    items
}

/// What may be there all the same.
pub fn also(request: &Expected) -> BTreeSet<Item> {
    let kinds = request.also.iter().filter_map(|line| {
        let (word, rest) = line.split_once(' ')?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.word() == word)?;
        Some(of_line(kind, rest))
    });
    kinds.flatten().collect()
}

/// Names that are as good as the expected one: of each line `same: author = writer | user`, the first before the others.
pub fn same(request: &Expected) -> Vec<(String, Vec<String>)> {
    let groups = request.alternatives.iter().filter_map(|line| {
        let (name, others) = line.strip_prefix("same:")?.split_once('=')?;
        Some((normal(name), others.split('|').map(normal).collect()))
    });
    groups.collect()
}

/// A line of the corpus may say several things at once.
fn of_line(kind: Kind, line: &str) -> Vec<Item> {
    match kind {
        // How long a text is needs no other word than how large a number is.
        Kind::Limit => vec![Item::new(kind, &line.replace(" length ", " "))],
        Kind::Field => field(line),
        Kind::State => states(line),
        Kind::Relation => vec![Item::new(kind, &relation(line))],
        _ => vec![Item::new(kind, line)],
    }
}

fn field(line: &str) -> Vec<Item> {
    // The values of an enumeration may stand with spaces between them.
    let tight = tighten(line);
    let mut words = tight.split_whitespace();
    let Some(name) = words.next() else { return Vec::new() };
    let traits = words.map(|word| Item::new(Kind::Trait, &format!("{name} {}", of_type(word))));
    std::iter::once(Item::new(Kind::Field, name)).chain(traits).collect()
}

fn tighten(line: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in line.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 || !c.is_whitespace() {
            out.push(c);
        }
    }
    out
}

/// Types that are kept in the same way are one type.
fn of_type(word: &str) -> String {
    match word {
        "longtext" => "text".to_owned(),
        "money" => "decimal".to_owned(),
        _ if word.starts_with("enum(") => {
            values(word.trim_start_matches("enum(").trim_end_matches(')').split(','))
        }
        _ => word.to_owned(),
    }
}

/// An enumeration, whatever order its values stand in.
pub fn values<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let sorted: BTreeSet<String> = values.map(|value| normal(value).replace([' ', '-'], "")).collect();
    format!("enum({})", sorted.into_iter().collect::<Vec<_>>().join(","))
}

/// `A <-> B` in the order of the alphabet.
pub fn relation(line: &str) -> String {
    match line.split_once("<->") {
        Some((left, right)) => {
            let mut ends = [left.trim(), right.trim()];
            ends.sort_by_key(|end| normal(end));
            format!("{} <-> {}", ends[0], ends[1])
        }
        None => line.to_owned(),
    }
}

/// `Order.status: pending > paid | failed > shipped` as its single steps.
fn states(line: &str) -> Vec<Item> {
    let Some((of, chain)) = line.split_once(':') else { return vec![Item::new(Kind::State, line)] };
    let entity = of.split('.').next().unwrap_or(of).trim();
    let stages: Vec<Vec<&str>> =
        chain.split('>').map(|stage| stage.split('|').map(str::trim).collect()).collect();
    let steps = stages.windows(2).flat_map(|pair| {
        pair[0].iter().flat_map(|from| pair[1].iter().map(move |to| step(entity, from, to)))
    });
    steps.collect()
}

pub fn step(entity: &str, from: &str, to: &str) -> Item {
    let plain = |state: &str| normal(state).replace([' ', '-'], "");
    Item::new(Kind::State, &format!("{entity}: {} > {}", plain(from), plain(to)))
}
