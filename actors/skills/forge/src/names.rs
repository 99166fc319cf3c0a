//! A name in every case a target needs, and English plurals.

use heck::{ToKebabCase, ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};

use crate::app::Names;
use crate::reserved;

/// Nouns whose plural no rule gives. Compared with the last word of a name.
const IRREGULAR: [(&str, &str); 29] = [
    ("person", "people"),
    ("child", "children"),
    ("man", "men"),
    ("woman", "women"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("goose", "geese"),
    ("mouse", "mice"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("knife", "knives"),
    ("wife", "wives"),
    ("shelf", "shelves"),
    ("half", "halves"),
    ("wolf", "wolves"),
    ("analysis", "analyses"),
    ("thesis", "theses"),
    ("crisis", "crises"),
    ("criterion", "criteria"),
    ("quiz", "quizzes"),
    ("index", "indices"),
    ("datum", "data"),
    ("bus", "buses"),
    ("cookie", "cookies"),
    ("movie", "movies"),
    ("status", "statuses"),
    ("virus", "viruses"),
    ("hero", "heroes"),
    ("potato", "potatoes"),
];

/// Nouns that are their own plural.
const UNCHANGING: [&str; 14] = [
    "series",
    "species",
    "news",
    "equipment",
    "information",
    "sheep",
    "fish",
    "aircraft",
    "feedback",
    "software",
    "hardware",
    "staff",
    "data",
    "metadata",
];

/// Words written in capitals in titles.
const ACRONYMS: [&str; 14] =
    ["isbn", "url", "id", "api", "sku", "vat", "ip", "iban", "ssn", "dob", "faq", "gps", "pdf", "html"];

/// The plural of a snake-case noun; only its last word changes.
pub fn plural(snake: &str) -> String {
    in_last_word(snake, plural_word)
}

/// The singular of a snake-case plural; only its last word changes.
pub fn singular(snake: &str) -> String {
    in_last_word(snake, singular_word)
}

fn in_last_word(snake: &str, change: fn(&str) -> String) -> String {
    match snake.rsplit_once('_') {
        Some((head, last)) => format!("{head}_{}", change(last)),
        None => change(snake),
    }
}

fn plural_word(word: &str) -> String {
    if UNCHANGING.contains(&word) {
        return word.to_owned();
    }
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == word) {
        return (*many).to_owned();
    }
    if let Some(stem) = word.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
        && !stem.is_empty()
    {
        return format!("{stem}ies");
    }
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end));
    format!("{word}{}", if sibilant { "es" } else { "s" })
}

fn singular_word(word: &str) -> String {
    if UNCHANGING.contains(&word) {
        return word.to_owned();
    }
    if let Some((one, _)) = IRREGULAR.iter().find(|(_, many)| *many == word) {
        return (*one).to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for end in ["sses", "xes", "ches", "shes", "zes"] {
        if word.ends_with(end) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') && !stem.is_empty() => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// `published_at` to `Published at`; acronyms in capitals.
pub fn sentence(snake: &str) -> String {
    let words: Vec<String> = snake
        .split('_')
        .enumerate()
        .map(|(at, word)| {
            if ACRONYMS.contains(&word) {
                word.to_uppercase()
            } else if at == 0 {
                capitalised(word)
            } else {
                word.to_owned()
            }
        })
        .collect();
    words.join(" ")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// All cases of an entity's name. Identifiers that would be keywords get a suffix (`class_item`); titles and plurals keep the plain word.
pub fn entity(name: &str) -> Names {
    let plain = name.to_snake_case();
    let renamed = if reserved::is_type_name(&plain.to_upper_camel_case()) {
        format!("{plain}_item")
    } else {
        plain.clone()
    };
    let many = plural(&renamed);
    let one = if reserved::is_keyword(&renamed) { format!("{renamed}_item") } else { renamed.clone() };
    Names {
        pascal: renamed.to_upper_camel_case(),
        pascal_plural: many.to_upper_camel_case(),
        camel: one.to_lower_camel_case(),
        camel_plural: many.to_lower_camel_case(),
        kebab: renamed.to_kebab_case(),
        kebab_plural: many.to_kebab_case(),
        title: sentence(&plain),
        title_plural: sentence(&plural(&plain)),
        snake: one,
        module: module(&renamed, &many),
        snake_plural: many,
    }
}

/// The module of a kind of record, beside those that every product has itself: `account_records`, because `accounts` is about
/// who signs in.
fn module(snake: &str, plural: &str) -> String {
    if reserved::is_module(plural) { format!("{snake}_records") } else { plural.to_owned() }
}

/// `published_at` to `publishedAt`.
pub fn camel(snake: &str) -> String {
    snake.to_lower_camel_case()
}

/// `Blog platform` or `blog_platform` to `blog-platform`.
pub fn kebab(text: &str) -> String {
    text.to_kebab_case()
}

/// `publishedAt` to `published_at`.
pub fn snake(text: &str) -> String {
    text.to_snake_case()
}

/// `blog_post` to `BlogPost`.
pub fn pascal(text: &str) -> String {
    text.to_upper_camel_case()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_and_back() {
        let pairs = [
            ("post", "posts"),
            ("category", "categories"),
            ("person", "people"),
            ("child", "children"),
            ("series", "series"),
            ("class", "classes"),
            ("box", "boxes"),
            ("day", "days"),
            ("blog_post", "blog_posts"),
            ("order_item", "order_items"),
            ("branch", "branches"),
            ("sales_person", "sales_people"),
            ("order_status", "order_statuses"),
            ("movie", "movies"),
        ];
        for (one, many) in pairs {
            assert_eq!(plural(one), many);
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn a_keyword_keeps_its_plural_and_type() {
        let names = entity("Class");
        assert_eq!((names.snake.as_str(), names.snake_plural.as_str()), ("class_item", "classes"));
        assert_eq!((names.pascal.as_str(), names.camel.as_str()), ("Class", "classItem"));
        assert_eq!(names.title_plural, "Classes");
    }

    #[test]
    fn a_module_of_the_product_is_not_taken_twice() {
        let module = |name| entity(name).module;
        assert_eq!(module("Account"), "account_records");
        assert_eq!(module("Session"), "session_records");
        assert_eq!(module("Post"), "posts");
    }

    #[test]
    fn titles_write_acronyms_in_capitals() {
        assert_eq!(sentence("isbn"), "ISBN");
        assert_eq!(sentence("published_at"), "Published at");
    }
}
