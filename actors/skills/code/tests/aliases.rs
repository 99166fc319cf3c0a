//! Where imports lead that manifests and bundlers give other names.

use code::graph::imports::Target;
use code::graph::{Note, Project};
use code::{Parser, SourceFile};

/// What each import of the files leads to.
fn targets(files: &[(&str, &str)]) -> Vec<String> {
    let (mut parser, mut project) = (Parser::default(), Project::default());
    for (path, text) in files {
        let file = SourceFile::read(path, text.as_bytes().to_vec()).unwrap();
        let parsed = parser.parse(&file).unwrap();
        project.put(Note::read(&file, &parsed));
    }
    let imports = project.link().imports;
    imports
        .into_iter()
        .map(|import| match (import.file, import.to) {
            (Some(file), _) => file,
            (None, Target::Data(path)) => format!("data {path}"),
            (None, other) => format!("{other:?}"),
        })
        .collect()
}

#[test]
fn a_package_s_own_imports_are_followed() {
    let files = [
        (
            "package.json",
            r##"{"imports": {"#one": "./src/one.ts", "#lib/*": {"default": "./src/lib/*.ts"}}}"##,
        ),
        ("src/main.ts", "import { one } from '#one';\nimport { two } from '#lib/two';\n"),
        ("src/one.ts", "export const one = 1;\n"),
        ("src/lib/two.ts", "export const two = 2;\n"),
    ];
    assert_eq!(targets(&files), ["src/one.ts", "src/lib/two.ts"]);
}

#[test]
fn a_star_in_what_a_package_exports_stands_for_any_path() {
    let files = [
        (
            "p/a/package.json",
            r#"{"name": "@s/a", "exports": {"./feat/*": "./lib/*.ts", ".": {"import": {"types": "./lib/i.d.ts", "default": "./lib/i.ts"}}}}"#,
        ),
        ("p/a/lib/q.ts", "export const q = 1;\n"),
        ("p/a/lib/i.ts", "export const i = 1;\n"),
        ("p/b/b.ts", "import { q } from '@s/a/feat/q';\nimport { i } from '@s/a';\n"),
    ];
    assert_eq!(targets(&files), ["p/a/lib/q.ts", "p/a/lib/i.ts"]);
}

#[test]
fn an_alias_of_vite_is_followed() {
    let files = [
        (
            "vite.config.ts",
            "export default { resolve: { alias: { '@v': path.resolve(__dirname, './src/lib') } } };\n",
        ),
        ("src/lib/one.ts", "export const one = 1;\n"),
        ("src/main.ts", "import { one } from '@v/one';\n"),
    ];
    assert_eq!(targets(&files), ["src/lib/one.ts"]);
}

#[test]
fn a_file_of_data_beside_it_is_found() {
    let files = [
        ("package.json", "{}"),
        ("src/main.ts", "import data from '../package.json';\nimport none from './none.json';\n"),
    ];
    assert_eq!(targets(&files), ["data package.json", "Missing(\"./none.json\")"]);
}

#[test]
fn a_configuration_may_extend_several() {
    let files = [
        ("tsconfig.json", r#"{"extends": ["./conf/base.json", "./conf/tsconfig.two.json"]}"#),
        ("conf/tsconfig.two.json", r#"{"compilerOptions": {"paths": {"~/*": ["../src/*"]}}}"#),
        ("src/one.ts", "export const one = 1;\n"),
        ("src/main.ts", "import { one } from '~/one';\n"),
    ];
    assert_eq!(targets(&files), ["src/one.ts"]);
}
