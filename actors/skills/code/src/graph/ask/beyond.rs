//! What is not answered, and the nearest question that is.

use super::Answer;
use super::intent::Beyond;

pub(super) fn refused(beyond: &Beyond) -> Answer {
    let (what, nearest): (String, String) = match beyond {
        Beyond::Nameless(said) => {
            (format!("\"{said}\" names nothing that it could be asked of"), format!("\"{said} NAME?\""))
        }
        Beyond::Order(verb) => (
            format!("\"{verb} …\" tells to do something and is no question about the code"),
            "\"what breaks if I change NAME?\", \"how would I add a thing like NAME?\" or \"where is NAME?\"".to_owned(),
        ),
        Beyond::Reason(said) if said == "how many" => (
            "how many of these there are is not counted; functions, classes, methods, types, files, lines, tests, endpoints and \
             models are"
                .to_owned(),
            "\"how many functions are there?\", or \"who calls NAME?\", which counts callers".to_owned(),
        ),
        Beyond::Reason(said) => (
            format!("\"{said} …\" asks for what is not read from the files"),
            "\"how does NAME work?\", \"what calls NAME?\" or \"what changed?\"".to_owned(),
        ),
        Beyond::Event => (
            "what happens when something occurs that is no change of a definition is not a question that is answered here".to_owned(),
            "\"which endpoints are there?\", \"where does it start?\" or \"how does NAME work?\"".to_owned(),
        ),
        Beyond::Verb(verb, name) => (
            format!("\"{verb}\" is no relation between definitions that is known here"),
            format!("\"who calls {name}?\", \"what does {name} call?\", \"who inherits from {name}?\" or \"where is {name}?\""),
        ),
        Beyond::YesOrNo(name) => (
            "this is not a question with yes or no that is answered here".to_owned(),
            format!("\"is {name} used?\", \"is {name} tested?\", \"what does {name} call?\" or \"how does {name} work?\""),
        ),
        Beyond::Unlisted(noun) => (
            format!("no list of {noun} is kept; functions, classes, methods, types, macros, components, files, tests, endpoints, models, \
                     settings, dependencies and entry points are listed"),
            "\"which functions are there?\", \"what is in FILE?\" or \"where is NAME?\"".to_owned(),
        ),
        Beyond::Defaults => (
            "which values settings have by default is not read from the code".to_owned(),
            "\"which environment variables are read?\" or \"where is NAME?\" for one that is defined".to_owned(),
        ),
    };
    let mut answer = Answer::unknown("beyond", format!("not known: {what}"));
    answer.say(0, format!("the nearest that is answered: {nearest}"));
    answer
}

/// No file says what was changed when.
pub(super) fn changes() -> Answer {
    let why = "not known: what changed is not read from the files; `git log --stat` tells it, and `samriddh metrics --history` \
               which files change most";
    Answer::unknown("changes", why.to_owned())
}
