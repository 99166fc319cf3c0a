//! A line of shell as steps, by tree-sitter's grammar. Pure.

use tree_sitter::{Node, Parser};

/// A longer line is a script: it is not read, and everything is saved.
const LINE_BYTES_MAX: usize = 64 * 1024;
/// Brackets in brackets; deeper ones are not read.
const DEPTH_MAX: usize = 40;

/// What a line does, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Run(Simple),
    /// A subshell: changes of folder and variables end with it.
    Sub(Vec<Step>),
    /// Whether and how often these run is not known.
    Maybe(Vec<Step>, &'static str),
    /// Each runs only if the one before it went well.
    WhileGood(Vec<Step>),
    /// `NAME=VALUE` by itself.
    Assign(String, Word),
    /// What cannot be followed, in words.
    Unknown(String),
}

/// One command with its words and redirections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simple {
    pub words: Vec<Word>,
    pub redirects: Vec<Redirect>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    pub how: How,
    pub to: Word,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Write,
    Append,
    /// Opened to be read and written, or a copy of another descriptor.
    Other,
}

/// A word before it is expanded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word(pub Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Taken as it is.
    Text(String),
    /// Not quoted: `*`, `?`, `[…]` match names, a leading `~` is the home folder.
    Bare(String),
    /// The value of a variable; not quoted, it is split at spaces and matched.
    Variable { name: String, quoted: bool },
    /// Only known when it runs.
    Unknown(String),
}

impl Word {
    pub fn text(text: impl Into<String>) -> Self {
        Self(vec![Part::Text(text.into())])
    }
}

impl Script {
    /// Reads a line. What does not fit the grammar becomes a step that is not known.
    pub fn read(line: &str) -> Self {
        let unknown = |why: &str| Self { steps: vec![Step::Unknown(why.to_owned())] };
        if line.len() > LINE_BYTES_MAX {
            return unknown("the line is too long to be read");
        }
        let mut parser = Parser::new();
        if parser.set_language(&tree_sitter_bash::LANGUAGE.into()).is_err() {
            return unknown("the grammar of shells cannot be used");
        }
        let Some(tree) = parser.parse(line, None) else { return unknown("the line cannot be read") };
        if tree.root_node().has_error() {
            return unknown("the line does not read as shell");
        }
        let mut reader = Reader { line, depth: 0 };
        Self { steps: reader.all(tree.root_node()) }
    }

    /// A command that no shell reads: its words are what they are.
    pub fn of_words(words: &[String]) -> Self {
        let words = words.iter().map(Word::text).collect();
        Self { steps: vec![Step::Run(Simple { words, redirects: Vec::new() })] }
    }
}

struct Reader<'l> {
    line: &'l str,
    depth: usize,
}

fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).collect()
}

impl Reader<'_> {
    fn text(&self, node: Node) -> &str {
        self.line.get(node.byte_range()).unwrap_or_default()
    }

    fn all(&mut self, node: Node) -> Vec<Step> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            self.depth -= 1;
            return vec![Step::Unknown("it is nested too deeply to be followed".to_owned())];
        }
        let mut steps: Vec<Step> = Vec::new();
        for child in children(node) {
            if child.is_named() {
                steps.extend(self.statement(child));
            } else if child.kind() == "&" {
                // What runs beside the rest has no known order with it.
                let beside = steps.split_off(steps.len().saturating_sub(1));
                steps.push(Step::Maybe(beside, "it runs in the background"));
            }
        }
        self.depth -= 1;
        steps
    }

    fn statement(&mut self, node: Node) -> Vec<Step> {
        let mut steps = match node.kind() {
            "command"
            | "test_command"
            | "variable_assignment"
            | "variable_assignments"
            | "declaration_command" => self.within(node),
            _ => Vec::new(),
        };
        steps.extend(self.bare_statement(node));
        steps
    }

    /// What runs, or is set, before the statement whose words hold it: `$(…)`, `<(…)`, `${x:=…}`.
    fn within(&mut self, node: Node) -> Vec<Step> {
        let text = self.text(node);
        match node.kind() {
            "command_substitution" | "process_substitution" => return vec![Step::Sub(self.all(node))],
            "arithmetic_expansion" if text.contains('=') || text.contains("++") || text.contains("--") => {
                return vec![Step::Unknown(format!("“{}” may set variables", shorten(text)))];
            }
            "expansion" if text.contains('=') => {
                let name = text.trim_start_matches("${");
                let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
                return vec![Step::Assign(name[..end].to_owned(), unknown(text))];
            }
            _ => {}
        }
        children(node).into_iter().flat_map(|child| self.within(child)).collect()
    }

    fn bare_statement(&mut self, node: Node) -> Vec<Step> {
        match node.kind() {
            "comment" | "test_command" => Vec::new(),
            "command" => self.command(node),
            "redirected_statement" => self.redirected(node),
            "list" => self.list(node),
            // Each of a pipe has a shell of its own.
            "pipeline" => self.all(node).into_iter().map(|step| Step::Sub(vec![step])).collect(),
            "compound_statement" | "negated_command" => self.all(node),
            "subshell" => vec![Step::Sub(self.all(node))],
            "variable_assignment" => self.assignment(node).into_iter().collect(),
            "variable_assignments" => {
                children(node).into_iter().filter_map(|child| self.assignment(child)).collect()
            }
            "declaration_command" => children(node)
                .into_iter()
                .filter(|child| child.kind() == "variable_assignment")
                .filter_map(|child| self.assignment(child))
                .collect(),
            "unset_command" => vec![Step::Unknown("it unsets variables".to_owned())],
            "if_statement" | "case_statement" => {
                vec![Step::Maybe(self.all_below(node), "whether it runs depends on a condition")]
            }
            "while_statement" | "for_statement" | "c_style_for_statement" => {
                let name = node.child_by_field_name("variable").map(|name| self.text(name).to_owned());
                let set = name.map(|name| Step::Assign(name, unknown("what it loops over")));
                let steps = set.into_iter().chain(self.all_below(node)).collect();
                vec![Step::Maybe(steps, "how often it runs is not known")]
            }
            "function_definition" => vec![Step::Unknown("it defines a function".to_owned())],
            other => {
                vec![Step::Unknown(format!("“{}” cannot be followed ({other})", shorten(self.text(node))))]
            }
        }
    }

    /// The commands anywhere below a condition or loop.
    fn all_below(&mut self, node: Node) -> Vec<Step> {
        let mut steps = Vec::new();
        for child in children(node) {
            match child.kind() {
                "do_group" | "elif_clause" | "else_clause" | "case_item" => {
                    steps.extend(self.all_below(child))
                }
                "command"
                | "redirected_statement"
                | "list"
                | "pipeline"
                | "subshell"
                | "compound_statement"
                | "negated_command"
                | "if_statement"
                | "case_statement"
                | "while_statement"
                | "for_statement"
                | "c_style_for_statement"
                | "variable_assignment"
                | "variable_assignments"
                | "declaration_command"
                | "unset_command"
                | "function_definition"
                | "test_command" => steps.extend(self.statement(child)),
                _ => steps.extend(self.within(child)),
            }
        }
        steps
    }

    fn list(&mut self, node: Node) -> Vec<Step> {
        let mut items = Vec::new();
        self.items(node, false, &mut items);
        let (mut steps, mut good, mut sure): (Vec<Step>, Vec<Step>, bool) = (Vec::new(), Vec::new(), true);
        for (or, item) in items {
            if or {
                steps.extend(together(std::mem::take(&mut good), sure));
                sure = false;
                steps.push(Step::Maybe(self.statement(item), "it only runs if what is before it fails"));
                continue;
            }
            let next = self.statement(item);
            sure &= good.last().is_none_or(goes_well);
            good.extend(next);
        }
        steps.extend(together(good, sure));
        steps
    }

    /// The commands of `a && b || c`, and whether `||` stands before each.
    fn items<'t>(&self, node: Node<'t>, or: bool, into: &mut Vec<(bool, Node<'t>)>) {
        let mut or = or;
        for child in children(node) {
            match child.kind() {
                "||" => or = true,
                "&&" => or = false,
                "list" => self.items(child, or, into),
                _ if child.is_named() => into.push((or, child)),
                _ => {}
            }
        }
    }

    fn command(&mut self, node: Node) -> Vec<Step> {
        let (mut simple, mut before) = (Simple::default(), Vec::new());
        for child in children(node) {
            match child.kind() {
                "command_name" => {
                    let word = children(child).first().map_or_else(Word::default, |name| self.word(*name));
                    simple.words.push(word);
                }
                // It holds for this command alone, which may yet behave otherwise by it.
                "variable_assignment" => before.extend(self.assignment(child)),
                "file_redirect" | "heredoc_redirect" | "herestring_redirect" => {
                    before.extend(self.redirect(child, &mut simple));
                }
                _ => simple.words.push(self.word(child)),
            }
        }
        if before.is_empty() {
            vec![Step::Run(simple)]
        } else {
            vec![Step::Sub(with(before, Step::Run(simple)))]
        }
    }

    fn redirected(&mut self, node: Node) -> Vec<Step> {
        let (mut steps, mut before, mut extra) = (Vec::new(), Vec::new(), Simple::default());
        for child in children(node) {
            match child.kind() {
                "file_redirect" | "heredoc_redirect" | "herestring_redirect" => {
                    before.extend(self.within(child));
                    before.extend(self.redirect(child, &mut extra));
                }
                _ if child.is_named() => steps.extend(self.statement(child)),
                _ => {}
            }
        }
        match steps.as_mut_slice() {
            [Step::Run(simple)] => {
                simple.redirects.extend(extra.redirects);
                simple.words.extend(extra.words);
            }
            // Opened before anything in it runs.
            _ => steps.insert(0, Step::Run(extra)),
        }
        before.extend(steps);
        before
    }

    fn redirect(&mut self, node: Node, into: &mut Simple) -> Vec<Step> {
        if node.kind() != "file_redirect" {
            // What comes from the line itself is only read, but the rest of its first line stands in it, too.
            let mut steps = Vec::new();
            for child in children(node).into_iter().filter(Node::is_named) {
                match child.kind() {
                    "file_redirect" | "herestring_redirect" | "heredoc_redirect" => {
                        steps.extend(self.redirect(child, into));
                    }
                    "file_descriptor" | "heredoc_start" | "heredoc_body" | "heredoc_end" => {}
                    _ if node.kind() == "herestring_redirect" => {}
                    _ => steps.push(Step::Unknown(format!(
                        "“{}” behind a here-document cannot be followed",
                        shorten(self.text(child))
                    ))),
                }
            }
            return steps;
        }
        let (mut how, mut targets) = (None, Vec::new());
        for child in children(node) {
            match child.kind() {
                ">" | ">|" | "&>" => how = Some(How::Write),
                ">>" | "&>>" => how = Some(How::Append),
                "<" => how = None,
                ">&" | "<&" | ">&-" | "<&-" | "<>" => how = Some(How::Other),
                "file_descriptor" => {}
                _ => targets.push(self.word(child)),
            }
        }
        let mut targets = targets.into_iter();
        if let (Some(how), Some(to)) = (how, targets.next()) {
            into.redirects.push(Redirect { how, to });
        }
        into.words.extend(targets);
        Vec::new()
    }

    fn assignment(&mut self, node: Node) -> Option<Step> {
        let name = self.text(node.child_by_field_name("name")?).to_owned();
        if self.text(node).get(name.len()..).is_some_and(|rest| rest.starts_with("+=")) {
            return Some(Step::Assign(name, unknown(self.text(node))));
        }
        let value = node.child_by_field_name("value").map_or_else(Word::default, |value| self.word(value));
        Some(Step::Assign(name, value))
    }

    fn word(&mut self, node: Node) -> Word {
        let mut parts = Vec::new();
        self.parts(node, false, &mut parts);
        Word(parts)
    }

    fn parts(&mut self, node: Node, quoted: bool, into: &mut Vec<Part>) {
        let text = self.text(node);
        match node.kind() {
            "word" | "number" | "special_character" | "test_operator" => unescape(text, into),
            "raw_string" => into.push(Part::Text(text.trim_matches('\'').to_owned())),
            "string" => self.string(node, into),
            "string_content" => into.push(Part::Text(unescape_quoted(text))),
            "concatenation" => {
                children(node).into_iter().for_each(|child| self.parts(child, quoted, into));
            }
            "simple_expansion" => match plain_name(text.trim_start_matches('$')) {
                Some(name) => into.push(Part::Variable { name, quoted }),
                None => into.push(Part::Unknown(text.to_owned())),
            },
            "expansion" => match plain_name(text.trim_start_matches("${").trim_end_matches('}')) {
                Some(name) => into.push(Part::Variable { name, quoted }),
                None => into.push(Part::Unknown(text.to_owned())),
            },
            _ if !node.is_named() && quoted => {}
            _ => into.push(Part::Unknown(shorten(text))),
        }
    }

    /// What is between double quotes, with the spaces that the grammar leaves out.
    fn string(&mut self, node: Node, into: &mut Vec<Part>) {
        let (start, end) = (node.start_byte() + 1, node.end_byte().saturating_sub(1));
        let mut at = start;
        for child in children(node).into_iter().filter(Node::is_named) {
            let gap = self.line.get(at..child.start_byte()).unwrap_or_default();
            into.push(Part::Text(gap.to_owned()));
            self.parts(child, true, into);
            at = child.end_byte();
        }
        into.push(Part::Text(self.line.get(at..end.max(at)).unwrap_or_default().to_owned()));
    }
}

fn together(steps: Vec<Step>, sure: bool) -> Vec<Step> {
    if sure || steps.is_empty() { steps } else { vec![Step::WhileGood(steps)] }
}

/// Whether a step does not fail where the model can follow it.
fn goes_well(step: &Step) -> bool {
    let Step::Run(simple) = step else { return false };
    let name = simple.words.first().map(|word| word.0.as_slice());
    matches!(name, Some([Part::Bare(name)]) if ["cd", "true", ":", "echo", "export"].contains(&name.as_str()))
}

fn unknown(text: &str) -> Word {
    Word(vec![Part::Unknown(shorten(text))])
}

fn with(mut before: Vec<Step>, last: Step) -> Vec<Step> {
    before.push(last);
    before
}

fn plain_name(text: &str) -> Option<String> {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (plain && !text.is_empty() && !text.as_bytes()[0].is_ascii_digit()).then(|| text.to_owned())
}

/// An unquoted word: a backslash takes the meaning from what follows it.
fn unescape(text: &str, into: &mut Vec<Part>) {
    let mut bare = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            bare.push(c);
            continue;
        }
        if !bare.is_empty() {
            into.push(Part::Bare(std::mem::take(&mut bare)));
        }
        match chars.next() {
            Some('\n') | None => {}
            Some(next) => into.push(Part::Text(next.to_string())),
        }
    }
    if !bare.is_empty() {
        into.push(Part::Bare(bare));
    }
}

fn unescape_quoted(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('$' | '`' | '"' | '\\')) => plain.extend(chars.next()),
            ('\\', Some('\n')) => drop(chars.next()),
            _ => plain.push(c),
        }
    }
    plain
}

pub(super) fn shorten(text: &str) -> String {
    const SHOWN_CHARS: usize = 60;
    let line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN_CHARS + 1).collect();
    if line.chars().count() > SHOWN_CHARS {
        line.chars().take(SHOWN_CHARS).chain(['…']).collect()
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: expect_test::Expect) {
        let shown: Vec<String> = Script::read(line).steps.iter().map(|step| format!("{step:?}")).collect();
        expected.assert_eq(&shown.join("\n"));
    }

    #[test]
    fn quotes_escapes_and_expansions_are_told_apart() {
        check(
            r#"rm -rf "a b"/c\ d '$x' "$HOME/x" *.log $(ls)"#,
            expect_test::expect![[r#"
                Sub([Run(Simple { words: [Word([Bare("ls")])], redirects: [] })])
                Run(Simple { words: [Word([Bare("rm")]), Word([Bare("-rf")]), Word([Text(""), Text("a b"), Text(""), Bare("/c"), Text(" "), Bare("d")]), Word([Text("$x")]), Word([Text(""), Variable { name: "HOME", quoted: true }, Text(""), Text("/x"), Text("")]), Word([Bare("*.log")]), Word([Unknown("$(ls)")])], redirects: [] })"#]],
        );
    }

    #[test]
    fn redirections_conditions_and_subshells_keep_their_order() {
        check(
            "(cd x && rm y) > z 2>&1; a || rm b; for i in 1 2; do rm $i; done",
            expect_test::expect![[r#"
                Run(Simple { words: [], redirects: [Redirect { how: Write, to: Word([Bare("z")]) }, Redirect { how: Other, to: Word([Bare("1")]) }] })
                Sub([Run(Simple { words: [Word([Bare("cd")]), Word([Bare("x")])], redirects: [] }), Run(Simple { words: [Word([Bare("rm")]), Word([Bare("y")])], redirects: [] })])
                Run(Simple { words: [Word([Bare("a")])], redirects: [] })
                Maybe([Run(Simple { words: [Word([Bare("rm")]), Word([Bare("b")])], redirects: [] })], "it only runs if what is before it fails")
                Maybe([Assign("i", Word([Unknown("what it loops over")])), Run(Simple { words: [Word([Bare("rm")]), Word([Variable { name: "i", quoted: false }])], redirects: [] })], "how often it runs is not known")"#]],
        );
    }

    #[test]
    fn what_is_no_shell_is_not_guessed() {
        for line in ["rm 'a", "if x; then", "rm a)"] {
            assert!(matches!(Script::read(line).steps.as_slice(), [.., Step::Unknown(_)]), "{line}");
        }
    }
}
