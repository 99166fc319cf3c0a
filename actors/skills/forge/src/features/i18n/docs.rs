//! `docs/translations.md`: where the words are, how a language is added, and what is in English still.

use std::fmt::Write;

use super::languages::Language;
use crate::app::AppPlan;

const HEAD: &str = "# Translations

The product is written in English, and every text that somebody reads is looked up in a catalogue.

## In the browser

`frontend/src/i18n/en.ts` has the English texts, and one file beside it each other language. In the source, a text is
`t('app.logIn')`. What is filled in stands in double braces; a text with a number has one entry for each plural form of its language, as
`Intl.PluralRules` calls them. To add a text, add it to every catalogue: a key that one of them lacks, and one that does not exist, are type
errors. `inSentence` writes a record's name small where the language does so within a sentence, and `isOne` chooses between singular and
plural. Sentences are built so that no article or ending depends on the gender of a name.

The language is the one that was chosen on this device, else the first of the browser's that there is, else the default. Whoever is
signed in has the choice with the account, too, and gets it on other devices. A choice loads the page anew: what was being written in a
form has to be sent first.

To add a language: copy `en.ts`, translate it, name it in `languages.ts`; then add a file to `backend/app/languages/` and its code to
`LANGUAGES` in `backend/app/services/languages.py`.

## On the server

`backend/app/languages/` has for each language the sentences by their English text, as gettext has them, and the words that are filled
into them. A sentence that is not there is answered in English, and `Content-Language` says so. In English in any case are what
operators read (logs, settings, the command line), descriptions in `/docs`, headings of CSV files, and names that people gave.
";

pub(super) fn page(plan: &AppPlan, languages: &[Language], missing: &[(&Language, Vec<&str>)]) -> String {
    let mut page = HEAD.to_owned();
    if !plan.parts.frontend {
        let from = page.find("## In the browser").unwrap_or(0);
        let to = page.find("## On the server").unwrap_or(from);
        page.replace_range(from..to, "");
    }
    let spoken: Vec<&str> = languages.iter().map(|it| it.name).collect();
    let _ = write!(page, "\n## In English still\n\nThe product speaks {}. ", spoken.join(", "));
    if missing.iter().all(|(_, names)| names.is_empty()) {
        page.push_str("Everything of it is translated.\n");
        return page;
    }
    page.push_str(
        "Names of its own records, fields, states and choices were translated where a dictionary of common words has them; nothing was guessed. \
         These are English in each catalogue, below a comment",
    );
    page.push_str(if plan.parts.frontend { ", and `npm run i18n:missing` prints them:\n" } else { ":\n" });
    for (language, names) in missing.iter().filter(|(_, names)| !names.is_empty()) {
        let names: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
        let _ = write!(page, "\n- {}: {}\n", language.name, names.join(", "));
    }
    page
}
