//! Embedded templates, those a caller gives instead, and the engine that renders them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

use crate::names;
use crate::pack::RenderError;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

static PATHS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut paths = Vec::new();
    collect(&EMBEDDED, &mut paths);
    paths.sort();
    paths
});

/// Delimiters that occur in no generated language: `{{ }}` and `{% %}` belong to GitHub Actions, JSX and Django.
pub const BLOCK: (&str, &str) = ("<%", "%>");
pub const VARIABLE: (&str, &str) = ("<<=", "=>>");
pub const COMMENT: (&str, &str) = ("<#", "#>");

/// Where templates come from: the caller's own first, then the embedded.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    overrides: BTreeMap<String, Vec<u8>>,
}

impl Templates {
    pub fn embedded() -> Self {
        Self::default()
    }

    /// `overrides` by path below `templates/`, as `python/app/main.py`.
    pub fn with(overrides: BTreeMap<String, Vec<u8>>) -> Self {
        Self { overrides }
    }

    /// The paths of all embedded templates, sorted.
    pub fn paths() -> &'static [String] {
        &PATHS
    }

    /// A file as it is, not rendered.
    pub fn bytes(&self, path: &str) -> Result<&[u8], RenderError> {
        if let Some(bytes) = self.overrides.get(path) {
            return Ok(bytes);
        }
        let missing = || RenderError::Missing { template: path.to_owned() };
        EMBEDDED.get_file(path).map(|file| file.contents()).ok_or_else(missing)
    }

    pub fn text(&self, path: &str) -> Result<&str, RenderError> {
        std::str::from_utf8(self.bytes(path)?).map_err(|_| RenderError::NotText { template: path.to_owned() })
    }

    /// Paths below `folder/`, the caller's own among them, sorted.
    pub fn below(&self, folder: &str) -> Vec<String> {
        let inside = |path: &&String| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let mut paths: Vec<String> =
            Self::paths().iter().chain(self.overrides.keys()).filter(inside).cloned().collect();
        paths.sort();
        paths.dedup();
        paths
    }

    /// Renders one template. Files whose name begins with `_` in its folder can be included by their full path.
    pub fn render(&self, path: &str, context: impl Serialize) -> Result<String, RenderError> {
        let source = self.text(path)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let parts: Vec<String> = self.below(folder).into_iter().filter(|part| is_part(part)).collect();
        let failed = |error: minijinja::Error| RenderError::Template {
            template: path.to_owned(),
            why: describe(&error),
        };
        let mut environment = environment().map_err(failed)?;
        for part in &parts {
            environment.add_template(part, self.text(part)?).map_err(failed)?;
        }
        environment.render_named_str(path, source, Value::from_serialize(context)).map_err(failed)
    }
}

fn collect(folder: &Dir<'_>, paths: &mut Vec<String>) {
    paths.extend(folder.files().filter_map(|file| file.path().to_str()).map(str::to_owned));
    for inner in folder.dirs() {
        collect(inner, paths);
    }
}

fn is_part(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with('_') && !name.starts_with("__"))
}

fn environment<'a>() -> Result<Environment<'a>, minijinja::Error> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .block_delimiters(BLOCK.0, BLOCK.1)
        .variable_delimiters(VARIABLE.0, VARIABLE.1)
        .comment_delimiters(COMMENT.0, COMMENT.1)
        .build()?;
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_keep_trailing_newline(true);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.add_filter("snake", |text: String| names::snake(&text));
    environment.add_filter("kebab", |text: String| names::kebab(&text));
    environment.add_filter("camel", |text: String| names::camel(&text));
    environment.add_filter("pascal", |text: String| names::pascal(&text));
    environment.add_filter("json", |value: Value| {
        serde_json::to_string(&value)
            .map_err(|error| minijinja::Error::new(minijinja::ErrorKind::BadSerialization, error.to_string()))
    });
    Ok(environment)
}

fn describe(error: &minijinja::Error) -> String {
    let line = error.line().map_or_else(String::new, |line| format!(" in line {line}"));
    let detail = error.detail().map_or_else(String::new, |detail| format!(" ({detail})"));
    format!("{}{detail}{line}", error.kind())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn templates(source: &str) -> Templates {
        Templates::with(BTreeMap::from([("a.txt".to_owned(), source.as_bytes().to_vec())]))
    }

    #[test]
    fn renders_with_its_own_delimiters_and_leaves_others_alone() {
        let text =
            templates("${{ x }} <# no #>{% y %}\n<% for n in list %>\n- <<= n | pascal =>>\n<% endfor %>\n");
        let context = BTreeMap::from([("list", ["blog_post", "tag"])]);
        assert_eq!(text.render("a.txt", context).unwrap(), "${{ x }} {% y %}\n- BlogPost\n- Tag\n");
    }

    #[test]
    fn an_unknown_name_and_a_broken_template_are_errors_that_name_the_file() {
        for source in ["<<= nothing =>>", "<% if %>"] {
            let error = templates(source).render("a.txt", ()).unwrap_err();
            assert!(error.to_string().contains("a.txt"), "{error}");
        }
    }
}
