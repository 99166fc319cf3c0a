use super::*;

fn texts(intent: Intent) -> (String, String) {
    let shown = format!("{intent:?}");
    let kind = shown.split(['(', ' ', '{']).next().unwrap_or_default().to_owned();
    let about = match intent {
        ref one if one.subject().is_some() => one.subject().map(Subject::shown).unwrap_or_default(),
        Intent::Extend { what, like } => {
            format!("{} like {}", what.shown(), like.map_or(String::new(), |like| like.shown()))
        }
        Intent::Endpoints(about)
        | Intent::Models(about)
        | Intent::Related(about)
        | Intent::Settings(about) => about.join(" "),
        Intent::Stack(part) => format!("{part:?}"),
        _ => String::new(),
    };
    (kind, about)
}

#[test]
fn questions_are_read_by_their_words() {
    let cases = [
        ("Where is the class Flask defined?", "Where", "Flask"),
        ("Where's Flask?", "Where", "Flask"),
        ("who calls `Session.send`?", "Callers", "Session.send"),
        ("Where is url_for used?", "Callers", "url_for"),
        ("who the heck is using compute_price these days", "Callers", "compute_price"),
        ("does anything call compute_price?", "Callers", "compute_price"),
        ("what breaks if I rename find_best_app?", "Impact", "find_best_app"),
        ("how does template rendering work?", "How", "template rendering"),
        ("what is this project?", "Overview", ""),
        ("overview", "Overview", ""),
        ("what is this?", "Overview", ""),
        ("What does it do?", "Overview", ""),
        ("what is this_thing?", "How", "this_thing"),
        ("which tables have a foreign key to users?", "Related", "users"),
        ("which models refer to User?", "Related", "User"),
        ("what tables belong to the account?", "Related", "account"),
        ("What is untested?", "Untested", ""),
        ("which functions are never called?", "Uncalled", ""),
        ("what changed recently?", "Changes", ""),
        ("which tests cover url_for?", "Tests", "url_for"),
        ("is create_user tested?", "Tests", "create_user"),
        ("what is tested by test_create?", "TestedBy", "test_create"),
        ("what does Session inherit from?", "Bases", "Session"),
        ("who inherits from P?", "Subclasses", "P"),
        ("what does Session.send call?", "Callees", "Session.send"),
        ("who imports app.core.db?", "Importers", "app.core.db"),
        ("what is in app/core/db.py?", "Contents", "app/core/db.py"),
        ("which endpoints are there?", "Endpoints", ""),
        ("which models use flurb?", "Models", "flurb"),
        ("what environment variables are needed?", "Settings", ""),
        ("does it use sqlalchemy?", "Uses", "sqlalchemy"),
        ("what version of fastapi is used?", "Version", "fastapi"),
        ("which frameworks are used?", "Stack", "Frameworks"),
        ("which languages are used?", "Stack", "Languages"),
        ("who calls POST /api/v1/users?", "Callers", "POST /api/v1/users"),
        ("How would I add a JSON tag like TagUUID?", "Extend", "JSON tag like TagUUID"),
        ("show me every caller of url_for", "Callers", "url_for"),
        ("list all usages of url_for", "Callers", "url_for"),
        ("what are the tests of url_for?", "Tests", "url_for"),
        ("", "Where", ""),
    ];
    for (question, kind, about) in cases {
        assert_eq!(texts(read(question).0), (kind.to_owned(), about.to_owned()), "{question}");
    }
}

#[test]
fn a_word_in_the_place_of_a_name_is_one_whatever_it_means_elsewhere() {
    let names = [
        "get", "find", "use", "new", "call", "change", "file", "function", "work", "do", "on", "code",
        "live", "a",
    ];
    for name in names {
        for (kind, question) in [
            ("Callers", format!("who calls {name}?")),
            ("Callers", format!("who calls `{name}`?")),
            ("Callers", format!("who calls {name}()?")),
            ("Impact", format!("what breaks if I change {name}?")),
            ("Where", format!("where is {name} defined?")),
            ("Where", format!("where is `{name}`?")),
            ("How", format!("how does {name} work?")),
            ("Tests", format!("which tests cover {name}?")),
        ] {
            assert_eq!(texts(read(&question).0), (kind.to_owned(), name.to_owned()), "{question}");
        }
    }
}

#[test]
fn whatever_is_typed_is_read() {
    let odd = "who's `a b\" 'calls POST /ü/{x}?? (((``) ’s \u{202e}… what breaks if  is() .. :: does it use";
    for (start, _) in odd.char_indices() {
        for (end, _) in odd.char_indices().filter(|(end, _)| *end >= start) {
            read(&odd[start..end]);
        }
    }
}

#[test]
fn a_word_that_is_one_letter_off_is_read_as_meant_and_said_so() {
    for (question, kind, about, as_read) in [
        ("who cals send?", "Callers", "send", "who calls send"),
        ("who calsl text?", "Callers", "text", "who calls text"),
        ("which enviroment variables are needed?", "Settings", "", "which environment variables are needed"),
        ("wher is Flask?", "Where", "Flask", "where is flask"),
        ("what brekas if I rename tets?", "Impact", "tets", "what breaks if i rename tets"),
    ] {
        let (intent, respelt, _) = read(question);
        assert_eq!(texts(intent), (kind.to_owned(), about.to_owned()), "{question}");
        assert_eq!(respelt.as_deref(), Some(as_read), "{question}");
    }
    for as_it_stands in ["who calls tets?", "where is cals?", "cals", "how does cal work?"] {
        assert_eq!(read(as_it_stands).1, None, "{as_it_stands}");
    }
}
