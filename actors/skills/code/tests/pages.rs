//! Documentation of a small project, pinned, and of one whose names are hostile.

use std::collections::BTreeMap;

use code::commands;
use code::graph::{self, Project, by_name};
use code::pages::changelog::{Ids, Log};
use code::pages::{self, Material, Page};
use code::stack::Stack;
use code::{Index, Parser};
use expect_test::{expect, expect_file};

fn made(files: &[(&str, &str)], log: Option<&Log>) -> Vec<Page> {
    let (mut parser, mut index, mut project, mut stack) =
        (Parser::default(), Index::default(), Project::default(), Stack::default());
    for (path, text) in files {
        if let Ok((facts, note)) = graph::understand(&mut parser, path, text.as_bytes().to_vec()) {
            index.put(Ok(facts));
            project.put(note);
        }
        if Stack::concerns(path) {
            drop(stack.take(path, text.as_bytes()));
        }
    }
    let mut program = project.link();
    by_name::add(&mut program, &index);
    let paths: Vec<String> = files.iter().map(|(path, _)| (*path).to_owned()).collect();
    let texts: BTreeMap<String, String> = files
        .iter()
        .filter(|(path, _)| commands::is_telling(path))
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    let name = pages::name_of(&texts);
    pages::pages(&Material {
        name: &name,
        index: &index,
        program: &program,
        packages: &stack.packages(),
        files: &paths,
        texts: &texts,
        log,
        keeps_changelog: false,
        root: Some("../../"),
    })
}

fn together(pages: &[Page]) -> String {
    pages.iter().map(|page| format!("===== {}\n{}", page.path, page.text)).collect()
}

const SHOP: &[(&str, &str)] = &[
    ("README.md", "# Shop\n\n![badge](x)\n\nSells books to people who read, *slowly*.\n\n## More\n"),
    ("api/app/__init__.py", ""),
    ("api/app/store/__init__.py", ""),
    ("api/requirements.txt", "fastapi==0.115.0\nsqlalchemy>=2\n"),
    (
        "api/app/main.py",
        "\"\"\"The API.\"\"\"\nimport os\nfrom fastapi import FastAPI\nfrom app.store.books import find\n\napp = FastAPI()\nURL = os.environ[\"DATABASE_URL\"]\n\n\n@app.get(\"/api/books\")\ndef books(q: str = \"\"):\n    \"\"\"Books that match.\"\"\"\n    return find(q)\n",
    ),
    (
        "api/app/store/books.py",
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\nclass Base(DeclarativeBase):\n    pass\n\n\nclass Book(Base):\n    \"\"\"A book.\n\n    Args:\n        title: as printed | bound\n    \"\"\"\n    __tablename__ = \"books\"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    title: Mapped[str]\n\n    def sell(self, to: str) -> None:\n        pass\n\n    def _hide(self):\n        pass\n\n\ndef find(words):\n    def inner():\n        pass\n    return words\n",
    ),
    ("api/tests/test_books.py", "from app.store.books import find\n\n\ndef test_find():\n    find('x')\n"),
    (
        "web/package.json",
        "{\"name\": \"web\", \"scripts\": {\"dev\": \"vite\", \"test\": \"vitest | tee\"}, \"dependencies\": {\"react\": \"^19\"}}",
    ),
    ("web/package-lock.json", "{\"packages\": {\"node_modules/react\": {\"version\": \"19.1.0\"}}}"),
    (
        "web/src/books.ts",
        "import { shown } from './shown';\n\n/** Asks for books. */\nexport async function ask(words: string): Promise<unknown> {\n  const response = await fetch(`/api/books`);\n  return shown(await response.json());\n}\n",
    ),
    ("web/src/shown.ts", "export const shown = (books: unknown) => books;\n"),
    (
        "Makefile",
        "# Starts all\nup: build\n\tdocker compose up\n.PHONY: up\nlint: ## Looks for faults\n\truff check\nX := 1\n",
    ),
];

/// Where `books.py` stands among them.
const BOOKS: usize = 5;

fn log() -> Log {
    let ids = Ids {
        all: vec!["1111111111ab", "2222222222ab"],
        counting: ["1111111111ab", "2222222222ab"].into(),
        ..Ids::default()
    };
    let text = "commit 1111111111ab\nparents 2222222222ab\nrefs \nday 2024-02-01\nsubject fix(api): sell\n\
        commit 2222222222ab\nparents \nrefs tag: refs/tags/v1\nday 2024-01-01\nsubject feat: begin\n";
    Log::read(text, &ids)
}

#[test]
fn a_small_project_is_documented_as_pinned() {
    expect_file!["pages/shop.gen.md"].assert_eq(&together(&made(SHOP, Some(&log()))));
}

#[test]
fn the_order_of_reading_leaves_no_trace_and_lines_that_move_make_nothing_stale() {
    let mut other: Vec<(&str, &str)> = SHOP.to_vec();
    let moved = format!("\n# a comment\n\n{}", SHOP[BOOKS].1);
    other[BOOKS].1 = &moved;
    other.reverse();
    // Paths are listed sorted whatever comes first.
    other.sort_by_key(|(path, _)| *path);
    let mut sorted = SHOP.to_vec();
    sorted.sort_by_key(|(path, _)| *path);
    assert_eq!(together(&made(&sorted, None)), together(&made(&other, None)));
}

#[test]
fn names_of_code_are_no_markup() {
    let evil = "a\"]; click x href \"javascript:alert(1)\"; y[\"";
    let files: Vec<(String, String)> = vec![
        ("README.md".to_owned(), "# <img src=x onerror=alert(1)>\n\n</details><script>alert(2)</script> is what this is about here\n".to_owned()),
        ("package.json".to_owned(), "{\"scripts\": {\"a`b|c\": \"<script>|`x`\"}, \"dependencies\": {\"<b>|x\": \"`1`\"}}".to_owned()),
        (format!("{evil}/one.py"), "from two import f\n\ndef g():\n    \"\"\"```\n    <script>alert(3)</script> [x](javascript:alert(4))\n\n    ````\n    # not a heading\n    ```\n    \"\"\"\n    f()\n".to_owned()),
        ("b|c`d/two.py".to_owned(), "def f(x='```'):\n    pass\n".to_owned()),
        (format!("{evil}/four.ts"), "import { k } from '../b|c`d/five';\nexport const four = k;\n".to_owned()),
        ("b|c`d/five.ts".to_owned(), "export const k = 1;\n".to_owned()),
        ("c\n# d/three.py".to_owned(), "import two\ndef h(): pass\n".to_owned()),
    ];
    let borrowed: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let pages = made(&borrowed, None);
    let mut drawn = 0;
    for page in &pages {
        assert!(page.path.chars().all(|c| c.is_ascii_alphanumeric() || "./_-".contains(c)), "{}", page.path);
        assert!(!page.path.contains(".."), "{}", page.path);
        let mut fence: Option<(usize, bool)> = None;
        for line in page.text.lines() {
            let ticks = line.len() - line.trim_start_matches('`').len();
            match fence {
                Some((length, _)) if ticks >= length && line.trim_end_matches('`').is_empty() => fence = None,
                Some((_, true)) => {
                    drawn += 1;
                    assert!(line.matches('"').count() <= 2 && !line.contains('<'), "{}: {line}", page.path);
                }
                Some((_, false)) => {}
                None if ticks >= 3 => fence = Some((ticks, line.ends_with("mermaid"))),
                None => {
                    let outside = outside_code(line);
                    assert!(
                        !outside.contains('<') && !outside.replace("\\]", "").contains("](javascript"),
                        "{}: {line}",
                        page.path
                    );
                    assert!(!line.starts_with("# d"), "{}: {line}", page.path);
                }
            }
        }
        assert_eq!(fence, None, "{} ends in a block of code", page.path);
    }
    assert!(drawn > 3, "no diagram was looked at");
    let reference = pages.iter().find(|page| page.text.contains("alert(3)")).map(|page| page.text.as_str());
    expect![[r##"
        # `a"]; click x href "javascript:alert(1)"; y["`

        [API reference](README.md)

        ## [`a"]; click x href "javascript:alert(1)"; y["/one.py`](../../../a%22%5D%3B%20click%20x%20href%20%22javascript%3Aalert%281%29%22%3B%20y%5B%22/one.py)

        ### function `g`

        ```python
        def g()
        ```

        \`\`\` &lt;script&gt;alert(3)&lt;/script&gt; \[x\](javascript:alert(4))

        `````text
        ````
        # not a heading
        ```
        `````
    "##]].assert_eq(reference.unwrap_or_default());
}

/// A line without its spans of code.
fn outside_code(line: &str) -> String {
    let (mut plain, mut rest) = (String::new(), line);
    while let Some(at) = rest.find('`') {
        plain += &rest[..at];
        if rest[..at].ends_with('\\') {
            rest = &rest[at + 1..];
            continue;
        }
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let inside = &rest[at + run..];
        let mut from = 0;
        let end = loop {
            let Some(next) = inside[from..].find('`').map(|next| next + from) else { break None };
            let length = inside[next..].len() - inside[next..].trim_start_matches('`').len();
            if length == run {
                break Some(next + length);
            }
            from = next + length;
        };
        match end {
            Some(end) => rest = &inside[end..],
            None => rest = inside,
        }
    }
    plain + rest
}

#[test]
fn nothing_is_documented_as_nothing() {
    let pages = made(&[], None);
    let paths: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
    assert_eq!(paths, ["README.md", "api/README.md", "architecture.md", "onboarding.md"]);
    assert!(pages[2].text.contains("No code was found"), "{}", pages[2].text);
}

#[test]
fn a_guide_tells_linters_from_tests_and_builds_from_runs_and_leaves_out_what_is_beside_the_product() {
    let files = [
        ("Readme.md", "<h1>Shop of all books</h1>\n<p>\nSells books to people.\n</p>\n"),
        (
            "package.json",
            "{\"name\": \"shop\", \"scripts\": {\"build\": \"tsc\", \"lint\": \"eslint .\", \"start\": \"node .\", \"test\": \"mocha\"}, \"devDependencies\": {\"jest\": \"1\"}}",
        ),
        ("Makefile", "clean:\n\trm -rf dist\n"),
        ("tests/certs/Makefile", "server:\n\topenssl\n"),
        ("examples/a/package.json", "{\"dependencies\": {\"express\": \"4\"}}"),
        ("app.py", "def run(app):\n    return app.config['SECRET_KEY']\n"),
    ];
    let pages = made(&files, None);
    let guide = &pages.iter().find(|page| page.path == "onboarding.md").unwrap().text;
    let part = |title: &str| guide.split("\n## ").find(|part| part.starts_with(title)).unwrap_or_default();
    assert!(part("What it is").contains("Sells books to people.") && !guide.contains("Built on"), "{guide}");
    assert!(part("Install and build").contains("npm run build"), "{guide}");
    assert!(part("Run").contains("npm run start") && part("Run").contains("1 more of tests"), "{guide}");
    assert!(!part("Run").contains("clean") && !part("Run").contains("openssl"), "{guide}");
    assert!(part("Test").contains("npm run test") && !part("Test").contains("lint"), "{guide}");
    assert!(
        part("Lint, format and clean").contains("make clean") && part("Lint").contains("npm run lint"),
        "{guide}"
    );
    assert!(part("Settings of the application").contains("SECRET_KEY"), "{guide}");
}
