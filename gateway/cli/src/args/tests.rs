//! Command lines as they are typed.

use super::*;

fn parse(line: &str) -> Result<Args, Stop> {
    read(&shlex::split(line).unwrap().iter().map(OsString::from).collect::<Vec<_>>())
}

#[test]
fn definition_is_consistent() {
    use clap::CommandFactory;
    Args::command().debug_assert();
}

#[test]
fn each_command_has_an_example_and_says_what_its_words_are() {
    use clap::CommandFactory;
    for command in Args::command().get_subcommands() {
        let name = command.get_name();
        let help = command.get_after_help().unwrap_or_default().to_string();
        assert!(help.contains(&format!("samriddh {name}")), "{name}: {help}");
        for word in command.get_positionals() {
            assert!(word.get_help().is_some(), "{name} {}", word.get_id());
        }
    }
}

#[test]
fn options_may_stand_before_and_behind_the_command() {
    for line in ["samriddh --json new a blog --out x", "samriddh new a blog --out x --json"] {
        let args = parse(line).unwrap();
        assert!(args.shared.json, "{line}");
        let Action::New(new) = args.action else { panic!("{line}") };
        assert_eq!(new.request, ["a", "blog"]);
        assert_eq!(new.verify, Verify::Full);
    }
}

#[test]
fn a_usage_error_names_what_is_missing_and_remembers_that_a_document_is_due() {
    let Err(Stop::Usage { error, json, new }) = parse("samriddh new 'a blog' --json") else { panic!() };
    assert!(json && new);
    let problem = problem(&error);
    assert_eq!(problem.message, "the following required arguments were not provided: --out <DIR>");
}

#[test]
fn a_request_that_speaks_of_json_does_not_ask_for_a_document() {
    let Err(Stop::Usage { json, .. }) = parse("samriddh new -- print --json") else { panic!() };
    assert!(!json);
}

#[test]
fn a_budget_is_dollars_to_the_millionth() {
    let budget = |text: &str| {
        let args = parse(&format!("samriddh new a blog --out x --model off --budget={text}"));
        args.ok().map(|args| match args.action {
            Action::New(new) => (new.model, new.budget),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(budget("0.5"), Some((Model::Off, 500_000)));
    assert_eq!(budget("2"), Some((Model::Off, 2_000_000)));
    assert_eq!(budget("0.000001"), Some((Model::Off, 1)));
    for bad in ["", "-1", "1e3", "0.0000001", "1000001", ".5", "5."] {
        assert_eq!(budget(bad), None, "{bad}");
    }
}

#[test]
fn speed_is_a_positive_number_or_max() {
    for bad in ["0", "-1", "fast", "nan", "inf"] {
        assert!(
            matches!(parse(&format!("samriddh replay x --speed={bad}")), Err(Stop::Usage { .. })),
            "{bad}"
        );
    }
    for good in ["0.5", "20", "max"] {
        assert!(parse(&format!("samriddh replay x --speed={good}")).is_ok(), "{good}");
    }
}
