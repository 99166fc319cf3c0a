//! Several languages: no text stays behind in the code, no message is missing or idle, and lines are laid out as Prettier does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use forge::app::AppPlan;
use forge::features::i18n::layout::{self, Change};
use forge::features::i18n::{Catalogue, LANGUAGES, lifting};
use forge::{Decisions, Templates, features, render_all, resolve};
use protocol::requirements::{Feature, FeatureName, Requirements};

const FIXTURES: [&str; 7] = ["blog", "nasty", "library", "circles", "rooms", "newsroom", "feedback"];
const OTHERWISE: [(&str, &str); 4] = [
    ("id.type", "integer"),
    ("auth.login", "username"),
    ("auth.refresh_storage", "local_storage"),
    ("api.pagination", "offset"),
];

fn plan(fixture: &str, names: &[FeatureName], decisions: &Decisions) -> AppPlan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(format!("{fixture}.json"));
    let mut requirements: Requirements = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let asked = names.iter().map(|name| Feature { name: *name, words: "asked for".to_owned() });
    requirements.features.extend(asked);
    resolve(&requirements, "a request", decisions).unwrap()
}

/// The feature by itself, beside each other one, and beside all of them.
fn plans() -> Vec<(String, AppPlan)> {
    let all: Vec<FeatureName> = features::all().iter().map(|it| it.name).collect();
    let otherwise = OTHERWISE.iter().fold(Decisions::default(), |all, (key, value)| all.with(key, value));
    let fits = |fixture: &str, names: &[FeatureName]| -> Vec<FeatureName> {
        let bare = plan(fixture, &[], &Decisions::default());
        let fits = |it: &&features::Feature| names.contains(&it.name) && (it.adds)(&bare).refuses.is_none();
        features::all().iter().filter(fits).map(|it| it.name).collect()
    };
    let mut plans = Vec::new();
    for (turn, name) in all.iter().enumerate() {
        let group = [FeatureName::I18n, *name];
        let rotated = (0..FIXTURES.len()).map(|it| FIXTURES[(turn + it) % FIXTURES.len()]);
        let fixture =
            rotated.clone().find(|it| fits(it, &group).contains(name)).expect("a use for each feature");
        plans.push((
            format!("{turn}-{fixture}"),
            plan(fixture, &fits(fixture, &group), &Decisions::default()),
        ));
    }
    for fixture in FIXTURES {
        let names = fits(fixture, &all);
        plans.push((format!("all-{fixture}"), plan(fixture, &names, &Decisions::default())));
        plans.push((format!("otherwise-{fixture}"), plan(fixture, &names, &otherwise)));
    }
    plans
}

#[test]
fn no_text_of_the_client_stays_behind() {
    let mut escaped = BTreeSet::new();
    for (_, plan) in plans() {
        escaped.extend(lifting(&plan, &Templates::embedded()).unwrap().escaped);
    }
    let told: Vec<String> = escaped.iter().map(|(path, text)| format!("{path}: {text}")).collect();
    assert!(
        told.is_empty(),
        "these texts are in no catalogue: add them to templates/i18n/messages/, or to templates/i18n/unseen.txt if nobody reads them\n{}",
        told.join("\n")
    );
}

#[test]
fn every_message_is_shown_somewhere() {
    let mut shown = BTreeSet::new();
    for (_, plan) in plans() {
        shown.extend(lifting(&plan, &Templates::embedded()).unwrap().keys);
    }
    let catalogue = Catalogue::read(&Templates::embedded()).unwrap();
    let messages = catalogue.areas().filter(|(area, _)| *area != "names").flat_map(|(_, messages)| messages);
    let idle: Vec<&str> = messages.map(|it| it.key.as_str()).filter(|key| !shown.contains(*key)).collect();
    assert!(idle.is_empty(), "nothing shows these messages: take them out\n{}", idle.join("\n"));
}

#[test]
fn every_message_is_in_every_language_with_the_same_places() {
    for folder in ["i18n/messages", "i18n/server"] {
        let catalogue = Catalogue::below(folder, &Templates::embedded()).unwrap();
        for message in catalogue.areas().flat_map(|(_, messages)| messages) {
            let [english, others @ ..] = &message.texts;
            for (text, language) in others.iter().zip(&LANGUAGES[1..]) {
                let about = format!("{} in {}", message.key, language.name);
                assert!(!text.other.trim().is_empty(), "{about}");
                assert_eq!(text.one.is_some(), english.one.is_some(), "{about}");
                // A sentence may do without a word that another language needs, and never has one more.
                assert!(places(&text.other).is_subset(&places(&english.other)), "{about}: {}", text.other);
            }
        }
    }
}

fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|it| it.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn lines_are_as_long_as_prettier_leaves_them() {
    for (name, plan) in plans() {
        for file in render_all(&plan, &Templates::embedded()).unwrap() {
            if !file.path.starts_with("frontend/src/")
                || !file.path.ends_with(".tsx")
                || file.path.contains(".test.")
            {
                continue;
            }
            let source = std::str::from_utf8(&file.bytes).unwrap();
            // Text with places in it is never broken.
            let call = |line: &&str| {
                !line.contains('`') && ["{t('", " t('", "(t('"].iter().any(|it| line.contains(it))
            };
            let long = source.lines().filter(call).find(|it| it.chars().count() > 100);
            assert!(
                long.is_none(),
                "{name}: {}: {}; write the layout anew, as `lays_out` says",
                file.path,
                long.unwrap()
            );
        }
    }
}

/// Writes `layout.gen.txt` anew. `LAYOUT_FOLDER` is where products are written to. Run it once; format that folder with the products' own
/// Prettier and its settings; run it again, and what became other is what the file has.
#[test]
#[ignore = "needs Prettier between its two runs"]
fn lays_out() {
    let folder = std::env::var("LAYOUT_FOLDER").expect("LAYOUT_FOLDER");
    let folder = Path::new(&folder);
    let plain = Templates::with(BTreeMap::from([(layout::FILE.to_owned(), Vec::new())]));
    let mut changes: BTreeMap<(String, Vec<String>), Vec<String>> = BTreeMap::new();
    for (name, plan) in plans() {
        for file in render_all(&plan, &plain).unwrap() {
            let Some(inner) = file.path.strip_prefix("frontend/src/") else { continue };
            if inner.starts_with("i18n/") || !inner.ends_with(".ts") && !inner.ends_with(".tsx") {
                continue;
            }
            let path = folder.join(&name).join(inner);
            let before = std::str::from_utf8(&file.bytes).unwrap();
            let Ok(after) = fs::read_to_string(&path) else {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &file.bytes).unwrap();
                continue;
            };
            for (before, after) in differences(before, &after) {
                let known = changes.insert((inner.to_owned(), before.clone()), after.clone());
                assert!(known.is_none_or(|it| it == after), "{inner}: laid out in two ways: {before:?}");
            }
        }
    }
    let changes: Vec<Change> =
        changes.into_iter().map(|((path, before), after)| Change { path, before, after }).collect();
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(layout::FILE);
    fs::write(target, layout::written(&changes)).unwrap();
}

/// Runs of lines that differ, each beginning with a line that was there before.
fn differences(before: &str, after: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let (a, b): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    // The longest common subsequence, from the end.
    let mut common = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] =
                if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut runs: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    let mut run: (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            if run.0.is_empty() && !run.1.is_empty() {
                // Only added: this line says where.
                run.0.push(a[i].to_owned());
                run.1.push(b[j].to_owned());
            }
            if !run.0.is_empty() {
                runs.push(std::mem::take(&mut run));
            }
            i += 1;
            j += 1;
        } else if j >= b.len() || i < a.len() && common[i + 1][j] >= common[i][j + 1] {
            run.0.push(a[i].to_owned());
            i += 1;
        } else {
            run.1.push(b[j].to_owned());
            j += 1;
        }
    }
    if !run.0.is_empty() {
        runs.push(run);
    }
    runs
}
