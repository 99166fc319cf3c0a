//! Words of a question that its reading takes in: what is left over was not considered.

use std::mem::discriminant;

use super::super::question::Word;
use super::super::subject::Subject;
use super::relation::{OCCASIONS, RELATIONS};
use super::{Intent, STARTS};

/// Words that say nothing by themselves. What denies or bounds is none of them.
const EMPTY: &str = "a an the this that these those it its i we you one my our your they their is are be been was were do does \
                     did has have had in of to for on at by from with into as and or if when then there here what who which how \
                     where whose will would can could should may might also please all any some every each anything anyone \
                     something someone anybody somebody me list show give find tell s ever just";

/// What kinds of things are called.
const KINDS: &str = "class classes function functions method methods model models table tables endpoint endpoints route routes \
                     file files module modules variable variables constant component decorator type types code place places \
                     project named called name definition package symbol";

/// What else may be said in a question of some intent, beside the words of its patterns; nothing for one that takes in every word.
fn others(intent: &Intent) -> &'static str {
    match intent {
        Intent::Where(_) => {
            "defined definition implemented implementation located handled done made live lives declared exist exists happen \
             happens stand stands get gets"
        }
        Intent::How(_) => {
            "work works working implemented implementation done made handled happen happens get gets explain mean means"
        }
        Intent::Callers(_) => {
            "called used referenced call calls use uses using invoked used-by invokes references new defined"
        }
        Intent::Callees(_) => "call calls use uses called",
        Intent::Impact(_) => {
            "change changes changed rename renamed remove removed delete deleted gone breaks break fails fail happens happen edit \
             touch modify move moved drop dropped refactor disappears broken new affected call use"
        }
        Intent::Tests(_) => "test tested covered tests test cover covers untested run runs",
        Intent::TestedBy(_) => "tested covered tests test cover covers run",
        Intent::Bases(_) => {
            "inherit inherits extend extends derive derives base bases superclass superclasses parent parents inherited"
        }
        Intent::Subclasses(_) => {
            "inherit extend derived inherited directly subclasses children heirs implementations have any"
        }
        Intent::Importers(_) => "imported import imports",
        Intent::Contents(_) => "contain contains define defines hold holds import imports inside",
        Intent::Extend { .. } => "add write new like just similar another",
        Intent::Overview => {
            "project repository repo codebase base code about package overview architecture explain describe purpose whole thing"
        }
        Intent::Entries => {
            "entry entries point points entrypoint entrypoints start starts begin begins boot app application program execution \
             server everything up running first"
        }
        Intent::Risk => "riskiest risky hotspot hotspots most dangerous complex why parts",
        Intent::Untested => "untested not tested without tests no lacks never lack test have",
        Intent::Uncalled => "never called used dead unused uncalled not nobody calls",
        Intent::Changes => "changed recently recent changes last lately",
        Intent::Stack(_) => {
            "languages language programming web frameworks framework stack technologies technology tech databases database packages \
             dependencies dependency libraries library requirements used use uses using written built known needed"
        }
        Intent::Port => "port ports listen listens app server run runs use uses used start",
        Intent::Unanswered | Intent::Unasked => {
            "requests calls endpoint route no not never nobody without unused nothing none backend server answered call called \
             request requested use uses used frontend client http api uncalled dead unreached reach reaches reached hit hits"
        }
        Intent::Uses(_) | Intent::Version(_) => {
            "version versions use used using uses need needs app repo on which depend depends installed"
        }
        Intent::Licence => "license licence licensed licenced under repo repository",
        Intent::Things(..) => {
            "how many number count longest biggest largest lines line functions structs struct enums enum interfaces interface traits \
             trait constants macros macro globals global source http api database altogether total repository repo codebase app \
             application exist exists defined define defines contain contains hold holds inside within available test tests folder \
             see export"
        }
        Intent::Done(..) => {
            "raises raise throws throw catches catch handles rescues reads read loads writes write sets set modifies modify mutates \
             assigns updates overwrites raised thrown caught rescued accessed consulted written modified mutated assigned \
             overwritten gets get lines line rejects swallows"
        }
        Intent::Endpoints(_)
        | Intent::Models(_)
        | Intent::Related(_)
        | Intent::Settings(_)
        | Intent::Requests(_)
        | Intent::Commands(..)
        | Intent::Beyond(_) => "",
    }
}

/// The words that are in no pattern of the intent and say something by themselves. Filters and refusals take in every word.
pub fn left<'w>(intent: &Intent, words: &'w [Word]) -> Vec<&'w str> {
    let takes_all = others(intent).is_empty();
    if takes_all {
        return Vec::new();
    }
    let readings = RELATIONS.iter().chain(STARTS);
    let own = readings.filter(|(_, of)| discriminant(&of(Subject::default())) == discriminant(intent));
    let mut patterns: Vec<&str> = own.map(|(pattern, _)| *pattern).collect();
    patterns.extend([EMPTY, KINDS, others(intent)]);
    if matches!(intent, Intent::Impact(_)) {
        patterns.extend(OCCASIONS);
    }
    let known: Vec<&str> = patterns.iter().flat_map(|pattern| pattern.split([' ', '|', '?'])).collect();
    let is_left = |word: &&Word| word.marked || !known.contains(&word.lower.as_str());
    words.iter().filter(is_left).map(|word| word.text.as_str()).collect()
}
