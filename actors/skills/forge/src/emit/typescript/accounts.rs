//! What accounts have beside the fields that every product's accounts have.

use protocol::requirements::FieldKind;

use super::layout::Source;
use super::{fields, types};
use crate::app::{AppPlan, FieldPlan, Login};
use crate::features::multi_tenancy;

/// Limits of the accounts table; the API refuses longer ones.
const EMAIL_LENGTH_MAX: u32 = 254;
const NAME_LENGTH_MAX: u32 = 100;
const USERNAME_LENGTH_MAX: u32 = 40;

/// Members of the account's types, one a line; all may stay open, since an account is made before they are asked for.
pub fn members(plan: &AppPlan) -> String {
    let mut source = Source::default();
    for field in &plan.account.fields {
        source.union(1, &format!("readonly {}:", field.name), &types::field(&open(field)));
    }
    source.finish()
}

/// `src/features/account/fields.ts`
pub fn file(plan: &AppPlan) -> String {
    let mut credentials = Vec::new();
    if multi_tenancy::is_on(plan) {
        credentials.push(built_in("organisation", "Organisation", FieldKind::String, NAME_LENGTH_MAX));
    }
    credentials.push(built_in("email", "E-mail address", FieldKind::Email, EMAIL_LENGTH_MAX));
    if plan.choices.login == Login::Username {
        credentials.push(built_in("username", "User name", FieldKind::String, USERNAME_LENGTH_MAX));
    }
    let mut profile = vec![built_in("display_name", "Display name", FieldKind::String, NAME_LENGTH_MAX)];
    profile.extend(plan.account.fields.iter().map(open));
    let mut source = Source::default();
    source.line(0, "/** What an account is made of, for the forms that make and change it. */");
    source.line(0, "import type { FieldSpec } from '../../schema/entity';");
    source.blank();
    let head = |name: &str| format!("export const {name}: readonly FieldSpec[] = ");
    fields::specs(&mut source, 0, &head("credentialFields"), &credentials, ";");
    source.blank();
    fields::specs(&mut source, 0, &head("profileFields"), &profile, ";");
    source.finish()
}

fn open(field: &FieldPlan) -> FieldPlan {
    FieldPlan { required: false, ..field.clone() }
}

fn built_in(name: &str, title: &str, kind: FieldKind, max_length: u32) -> FieldPlan {
    FieldPlan {
        name: name.to_owned(),
        camel: String::new(),
        title: title.to_owned(),
        kind,
        required: true,
        unique: false,
        min: None,
        max: None,
        max_length: Some(max_length),
        values: Vec::new(),
    }
}
