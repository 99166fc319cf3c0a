//! What the values of a column are: the narrowest type that all of them have.

use protocol::requirements::FieldKind;

/// Rows that are looked at; a type that holds for so many is right, or will be put right in the plan.
pub(super) const ROWS_LOOKED_AT: usize = 1_000;
/// Characters of a line; longer values are texts.
const LINE_CHARS_MAX: usize = 255;
/// Different values of a list from which a person chooses.
const CHOICES_MAX: usize = 6;
/// How often each of them comes on average before they are taken for such a list.
const TIMES_MIN: usize = 4;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub name: String,
    pub kind: FieldKind,
    /// Some rows have nothing there.
    pub optional: bool,
    /// The values of an [`FieldKind::Enum`].
    pub choices: Vec<String>,
}

pub(super) fn column(name: &str, values: &[&str]) -> Column {
    let there: Vec<&str> =
        values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
    let choices = choices(&there);
    let kind = kind(&there).unwrap_or(if choices.is_empty() { FieldKind::String } else { FieldKind::Enum });
    let choices = if kind == FieldKind::Enum { choices } else { Vec::new() };
    Column { name: name.to_owned(), kind, optional: there.len() < values.len(), choices }
}

type Test = fn(&str) -> bool;

/// The type that all values have; none for plain words.
fn kind(values: &[&str]) -> Option<FieldKind> {
    let all = |fits: Test| !values.is_empty() && values.iter().all(|value| fits(value));
    let tests: [(FieldKind, Test); 7] = [
        (FieldKind::Boolean, is_boolean),
        (FieldKind::Integer, is_integer),
        (FieldKind::Decimal, is_decimal),
        (FieldKind::Date, is_date),
        (FieldKind::DateTime, is_date_time),
        (FieldKind::Email, is_email),
        (FieldKind::Url, is_url),
    ];
    let found = tests.iter().find(|(_, fits)| all(*fits)).map(|(kind, _)| *kind);
    let long = values.iter().any(|value| value.chars().count() > LINE_CHARS_MAX || value.contains('\n'));
    found.or(long.then_some(FieldKind::Text))
}

/// The different values, where they are few, plain words and come again and again.
fn choices(values: &[&str]) -> Vec<String> {
    let mut different: Vec<&str> = Vec::new();
    for value in values {
        if !different.contains(value) {
            different.push(value);
        }
        if different.len() > CHOICES_MAX {
            return Vec::new();
        }
    }
    let plain = |value: &&str| {
        value.starts_with(|c: char| c.is_ascii_alphabetic())
            && value.len() <= 30
            && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    let again = values.len() >= TIMES_MIN * different.len();
    if different.len() < 2 || !again || !different.iter().all(plain) {
        return Vec::new();
    }
    different.into_iter().map(|value| value.to_ascii_lowercase().replace('-', "_")).collect()
}

fn is_boolean(value: &str) -> bool {
    matches!(value.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no")
}

/// One that begins with a zero is a code, as of a postal address.
fn is_integer(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    value.parse::<i32>().is_ok() && (digits == "0" || !digits.starts_with('0')) && !value.starts_with('+')
}

fn is_decimal(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let number =
        |text: &str| !text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit());
    number(whole) && number(part) && part.len() <= 2 && (whole == "0" || !whole.starts_with('0'))
}

/// `2024-03-31`
fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |text: &str, digits: usize| {
        (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().unwrap_or(0))
    };
    number(year, 4).is_some()
        && number(month, 2).is_some_and(|month: u32| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day: u32| (1..=31).contains(&day))
}

/// `2024-03-31T09:30:00Z`, or with a space.
fn is_date_time(value: &str) -> bool {
    let Some((date, time)) = value.split_once(['T', ' ']) else { return false };
    let mut parts = time.get(..5).unwrap_or_default().split(':');
    let below = |part: Option<&str>, most: u32| {
        part.is_some_and(|it| it.len() == 2 && it.parse::<u32>().is_ok_and(|it| it < most))
    };
    is_date(date) && below(parts.next(), 24) && below(parts.next(), 60)
}

fn is_email(value: &str) -> bool {
    let Some((person, host)) = value.split_once('@') else { return false };
    let plain = |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c == '@');
    plain(person) && plain(host) && host.trim_matches('.').contains('.')
}

fn is_url(value: &str) -> bool {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.len() > 2 && !rest.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(values: &[&str]) -> FieldKind {
        column("x", values).kind
    }

    #[test]
    fn the_narrowest_type_that_all_values_have() {
        for (values, expected) in [
            (["1", "-20"], FieldKind::Integer),
            (["1", "2.50"], FieldKind::Decimal),
            (["007", "12"], FieldKind::String),
            (["1.234", "2"], FieldKind::String),
            (["3000000000", "1"], FieldKind::Decimal),
            (["yes", "No"], FieldKind::Boolean),
            (["2024-03-31", "1999-12-01"], FieldKind::Date),
            (["2024-13-31", "1999-12-01"], FieldKind::String),
            (["2024-03-31T09:30:00Z", "2024-03-31 23:59"], FieldKind::DateTime),
            (["2024-03-31T29:30:00Z", "2024-03-31 23:59"], FieldKind::String),
            (["a@b.org", "c.d@e.org"], FieldKind::Email),
            (["a@b.org", "c"], FieldKind::String),
            (["https://a.org", "http://b.org/c?d"], FieldKind::Url),
            (["a\nb", "c"], FieldKind::Text),
            (["", ""], FieldKind::String),
        ] {
            assert_eq!(kind_of(&values), expected, "{values:?}");
        }
        assert_eq!(kind_of(&[&"long ".repeat(60)]), FieldKind::Text);
    }

    #[test]
    fn few_values_that_come_again_are_a_list_to_choose_from() {
        let values =
            ["new", "Used", "new", "new", "used-up", "used-up", "Used", "new", "new", "new", "new", "new"];
        let found = column("state", &values);
        assert_eq!(
            (found.kind, found.choices),
            (FieldKind::Enum, ["new", "used", "used_up"].map(str::to_owned).to_vec())
        );
        assert_eq!(kind_of(&values[..6]), FieldKind::String);
        assert!(column("x", &["a", ""]).optional && !column("x", &["a", "b"]).optional);
    }
}
