//! The statements of a line, in the order in which a shell comes to them.

use tree_sitter::Node;

use super::words::unknown;
use super::{How, Part, Redirect, Simple, Step, Word, shorten};

/// Brackets in brackets; deeper ones are not read.
const DEPTH_MAX: usize = 40;
/// Steps that the written values of a loop may become.
const UNROLLED_MAX: usize = 256;

pub(super) struct Reader<'l> {
    pub line: &'l str,
    depth: usize,
}

pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).collect()
}

impl<'l> Reader<'l> {
    pub fn new(line: &'l str) -> Self {
        Self { line, depth: 0 }
    }

    pub fn text(&self, node: Node) -> &str {
        self.line.get(node.byte_range()).unwrap_or_default()
    }

    pub fn all(&mut self, node: Node) -> Vec<Step> {
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
            "expansion" => return self.expansion(node),
            _ => {}
        }
        children(node).into_iter().flat_map(|child| self.within(child)).collect()
    }

    /// `${x:=…}` sets a variable, and what stands for the dots may run something whatever the operator is.
    fn expansion(&mut self, node: Node) -> Vec<Step> {
        let text = self.text(node).to_owned();
        let mut steps: Vec<Step> = children(node).into_iter().flat_map(|child| self.within(child)).collect();
        let runs = text.contains("$(") || text.contains('`');
        if runs && !steps.iter().any(|step| matches!(step, Step::Sub(_))) {
            steps.push(Step::Unknown(format!("“{}” runs something", shorten(&text))));
        }
        if text.contains('=') {
            let name = text.trim_start_matches("${");
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
            steps.push(Step::Assign(name[..end].to_owned(), unknown(&text)));
        }
        steps
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
            // `declare -n`, and whatever else an option makes of it.
            "declaration_command"
                if children(node).iter().any(|child| self.text(*child).starts_with(['-', '+'])) =>
            {
                vec![Step::Unknown(format!(
                    "“{}” declares variables in another way",
                    shorten(self.text(node))
                ))]
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
            "while_statement" | "c_style_for_statement" => {
                vec![Step::Maybe(self.all_below(node), "how often it runs is not known")]
            }
            "for_statement" => self.loop_over(node),
            "function_definition" => vec![Step::Unknown("it defines a function".to_owned())],
            other => {
                vec![Step::Unknown(format!("“{}” cannot be followed ({other})", shorten(self.text(node))))]
            }
        }
    }

    /// Once for each value that is written out, to see where it leads, and once for what is not known.
    fn loop_over(&mut self, node: Node) -> Vec<Step> {
        const WHY: &str = "how often it runs is not known";
        let body = self.all_below(node);
        let Some(name) = node.child_by_field_name("variable").map(|name| self.text(name).to_owned()) else {
            return vec![Step::Maybe(body, WHY)];
        };
        let mut cursor = node.walk();
        let values: Vec<Word> =
            node.children_by_field_name("value", &mut cursor).map(|value| self.word(value)).collect();
        let with = |value: Word| {
            let set = std::iter::once(Step::Assign(name.clone(), value));
            Step::Maybe(set.chain(body.iter().cloned()).collect(), WHY)
        };
        let few = values.len().saturating_mul(size(&body)) <= UNROLLED_MAX;
        let seen = if few { values } else { Vec::new() };
        seen.into_iter().chain([unknown("what it loops over")]).map(with).collect()
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
        if before.is_empty() { vec![Step::Run(simple)] } else { vec![Step::With(before, simple)] }
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
            [Step::Run(simple) | Step::With(_, simple)] => {
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

fn size(steps: &[Step]) -> usize {
    let of = |step: &Step| match step {
        Step::Sub(inner) | Step::Maybe(inner, _) | Step::WhileGood(inner) => size(inner),
        Step::With(before, _) => 1 + size(before),
        Step::Run(_) | Step::Assign(..) | Step::Unknown(_) => 1,
    };
    steps.iter().map(of).sum()
}
