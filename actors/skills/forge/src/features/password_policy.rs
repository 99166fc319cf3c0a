//! Passwords that are hard to guess: well-known ones, names and former ones are refused, kinds of characters asked for only where set.

use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Link, Setting, Table};
use crate::app::{AppPlan, Endpoint};
use crate::endpoints;
use crate::packs::backend::contribution::variable;

pub const FEATURE: Feature = Feature {
    name: FeatureName::PasswordPolicy,
    folder: "password_policy",
    title: "Password policy",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: vec![
            Endpoint::added(
                FEATURE.name,
                "get_password_policy",
                "GET",
                "/auth/password-policy",
                "What a new password has to be",
            )
            .under(endpoints::anyone(plan)),
        ],
        routers: vec!["password_policy"],
        tables: vec![Table {
            name: "former_passwords",
            columns: vec![Column::of("user_id", "id"), Column::of("password_hash", "sa.String(255)")],
            links: vec![Link { column: "user_id", to: "users", on_delete: "CASCADE" }],
            uniques: Vec::new(),
            indexes: vec!["user_id"],
        }],
        models: vec![Class { module: "former_passwords", name: "FormerPassword" }],
        settings: settings(),
        installs: vec!["password_policy"],
        quiet: vec!["former_passwords"],
        guards: vec![Guard {
            concern: "Passwords that are guessed",
            what: "well-known words and patterns, also with digits and signs around them or in the place of letters, the product's name, \
                   the account's own name and address, and the last passwords are refused wherever a password is chosen; former \
                   ones are kept as argon2id hashes"
                .to_owned(),
            place: "backend/app/services/password_policy.py",
        }],
        changes: vec!["Passwords that are easy to guess, or were used before, are refused with the reason.".to_owned()],
        readme: README.to_owned(),
        ..Addition::default()
    }
}

const README: &str = "Beside its length, a new password is held to what [NIST SP 800-63B](https://pages.nist.gov/800-63-3/sp800-63b.html) \
advises: it must not be built on well-known words, runs of the keyboard or repetition, hold the name or the address of its account, \
or be one of the last five. The same rules hold for registration, for a change, for a reset by e-mail and for `create-admin`. What a \
password is worth is measured by what is left of it when all that is cut out, with `0` for `o` and the like undone; so it takes a few \
hundred words in `backend/app/security/common_words.py`, and no service elsewhere learns of any password.\n\n\
No kinds of characters are asked for and no password runs out, because both make people choose worse ones. Where a rule of your own \
says otherwise, set `PASSWORD_NEEDS_UPPER`, `PASSWORD_NEEDS_DIGIT`, `PASSWORD_NEEDS_SIGN` or `PASSWORD_EXPIRES_DAYS`. Somebody whose password \
has run out can sign in, see the own account and choose another; everything else answers 403 with the code `password_expired`. API \
keys go on. Setting these later leaves the passwords that there are as they are.\n";

/// Read by a class of their own, since the command that makes administrators runs without the application's secrets.
fn settings() -> Vec<Setting> {
    let setting = |name: &str, value: &str, about: &str| Setting {
        variable: variable(name, value, about),
        field: String::new(),
    };
    vec![
        setting(
            "PASSWORD_REUSE_REFUSED",
            "5",
            "How many of an account's last passwords cannot be chosen again; 0 for none.",
        ),
        setting("PASSWORD_NEEDS_UPPER", "false", "Whether a password needs a capital letter."),
        setting("PASSWORD_NEEDS_DIGIT", "false", "Whether a password needs a digit."),
        setting("PASSWORD_NEEDS_SIGN", "false", "Whether a password needs a sign, such as `!`."),
        setting(
            "PASSWORD_EXPIRES_DAYS",
            "0",
            "After how many days a password has to be replaced; 0 for never.",
        ),
    ]
}
