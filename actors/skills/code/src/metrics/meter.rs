//! Complexity, nesting and Halstead's counts of every function, out of one walk.

use tree_sitter::Node;

use super::halstead::{Halstead, Words, hash};
use super::{FileMetrics, FunctionMetrics, Logical, clones, python};
use crate::flow::Steps;
use crate::language::Language;
use crate::roles::{Role, Roles};
use crate::symbol::SymbolId;

mod frame;

use frame::{Frame, Kind, Raise};

/// Only so many functions around a call are asked whether it calls them: deeper ones are not in real code.
const RECURSION_FRAMES_MAX: usize = 8;

pub struct Meter<'a, 'text> {
    roles: &'static Roles,
    text: &'text str,
    is_python: bool,
    metrics: &'a mut FileMetrics,
    frames: Vec<Frame<'text>>,
    raises: Vec<Raise>,
    nesting: u32,
    /// Depths below which decisions do not count.
    shuts: Vec<usize>,
    /// Conditions that are joined: depth, and whether the chain starts there.
    chain: Vec<(usize, bool)>,
    /// The last operator of each chain.
    joined: Vec<u16>,
    after_else: bool,
    words: Words,
    tokens: u32,
    /// Where the last decorator of a function ends: radon takes only a function's body.
    decorator_end: usize,
    printer: clones::Printer,
    pub logical: Logical,
}

/// What a node is in.
#[derive(Clone, Copy)]
pub struct Around {
    pub depth: usize,
    /// The kind of the node around.
    pub parent: u16,
}

impl<'a, 'text> Meter<'a, 'text> {
    pub fn new(
        roles: &'static Roles,
        language: Language,
        text: &'text str,
        metrics: &'a mut FileMetrics,
    ) -> Self {
        Self {
            roles,
            text,
            is_python: language == Language::Python,
            metrics,
            frames: vec![Frame::module()],
            raises: Vec::new(),
            nesting: 0,
            shuts: Vec::new(),
            chain: Vec::new(),
            joined: Vec::new(),
            after_else: false,
            words: Words::default(),
            tokens: 0,
            decorator_end: 0,
            printer: clones::Printer::default(),
            logical: Logical::default(),
        }
    }

    /// A node begins; `symbol` is what it defines, or what the definition around it does.
    pub fn enter(
        &mut self,
        node: Node<'_>,
        role: Role,
        around: Around,
        symbol: Option<(SymbolId, &'text str)>,
    ) {
        if let Some(frame) = self.frames.last_mut()
            && frame.body == Some(node.id())
        {
            frame.open = true;
        }
        if role.function || role.class {
            self.begin(node, role, around.depth, symbol);
        }
        if self.is_python {
            self.enter_python(node, role);
        }
        let steps = self.roles.steps(role, around.parent);
        if !steps.is_none() || self.after_else {
            self.apply(node, steps, around);
        }
    }

    /// The words of a node without children.
    pub fn leaf(&mut self, node: Node<'_>, role: Role, around: Around) {
        self.tokens += 1;
        let text = self.text.get(node.byte_range()).unwrap_or_default();
        let word = hash(text);
        let line = u32::try_from(node.start_position().row).unwrap_or(u32::MAX).saturating_add(1);
        self.printer.word(word, line);
        if self.is_python {
            self.logical.leaf(node, self.text);
        } else if node.is_named() {
            self.words.operand(word);
        } else if !matches!(text, ")" | "]" | "}" | "\"" | "'" | "`") {
            self.words.operator(word);
        }
        if role.logic {
            self.join(node.kind_id(), around);
        }
        if role.is_else && self.roles.role(around.parent).holds_else {
            self.after_else = true;
        }
    }

    /// A call of `name`; `own` if it is one of the object's own methods, `bare` if nothing stands before the name.
    pub fn call(&mut self, name: &'text str, bare: bool, own: bool) {
        let word = hash(name);
        let bare_is_own = self.roles.spec.flow.own.is_empty();
        let functions = self.frames.iter_mut().rev().filter(|frame| frame.kind == Kind::Function);
        for (at, frame) in functions.take(RECURSION_FRAMES_MAX).enumerate() {
            if at == 0 {
                frame.calls.push(word);
            }
            let reaches = if frame.is_method { own || (bare && bare_is_own) } else { bare };
            frame.recursive |= reaches && frame.name == Some(name);
        }
    }

    /// All that lies at `depth` or deeper ends.
    pub fn leave(&mut self, depth: usize) {
        while self.shuts.pop_if(|at| *at >= depth).is_some() {}
        while self.raises.pop_if(|raise| raise.depth >= depth).is_some() {
            self.nesting -= 1;
        }
        while let Some((_, starts)) = self.chain.pop_if(|(at, _)| *at >= depth) {
            if starts {
                self.joined.pop();
            }
        }
        while self.frames.len() > 1 && self.frames.last().is_some_and(|frame| frame.depth >= depth) {
            self.end();
        }
    }

    /// The whole tree has been walked. Returns the comments' share in percent, where the language has a way of its own.
    pub fn finish(mut self) -> Option<f64> {
        self.leave(0);
        let module = self.frames.pop();
        let paths = module.map_or(0, |module| module.paths(self.is_python));
        self.metrics.cyclomatic += paths;
        let halstead = self.words.since(super::halstead::Place::default());
        let sum = &mut self.metrics.halstead;
        *sum = Halstead {
            distinct_operators: sum.distinct_operators + halstead.distinct_operators,
            distinct_operands: sum.distinct_operands + halstead.distinct_operands,
            operators: sum.operators + halstead.operators,
            operands: sum.operands + halstead.operands,
        };
        self.metrics.prints.extend(self.printer.prints());
        if !self.is_python {
            return None;
        }
        let percent = self.logical.comment_percent(self.text);
        self.metrics.logical_lines = self.logical.lines;
        Some(percent)
    }

    fn enter_python(&mut self, node: Node<'_>, role: Role) {
        if role.string {
            self.logical.text(node, self.text);
        }
        if node.kind() == "decorator" && decorates_a_function(node) {
            self.decorator_end = node.end_byte();
        }
        let counts = node.start_byte() >= self.decorator_end;
        // The bases of a class are expressions, the parameters of a function are none.
        let open = self.frames.last().is_none_or(|frame| frame.open || frame.kind == Kind::Class);
        if role.expression && counts && open {
            let context = self.frames.iter().rev().find(|frame| frame.kind == Kind::Function);
            let context = context.map_or(0, |frame| frame.context);
            python::expression(node, self.text, context, &mut self.words);
        }
    }

    /// Whether what stands here is a function's own.
    fn is_open(&self) -> bool {
        self.frames.last().is_none_or(|frame| frame.open)
    }

    fn apply(&mut self, node: Node<'_>, steps: Steps, around: Around) {
        let in_else = std::mem::take(&mut self.after_else);
        let continues = in_else && steps.has(Steps::IF);
        if in_else && !continues {
            self.add(1);
        }
        if steps.has(Steps::DECIDES) && self.counts(node, steps) {
            self.decide(1);
        }
        if steps.has(Steps::EXHAUSTS) {
            self.decide(-1);
        }
        if steps.has(Steps::SHUTS) {
            self.shuts.push(around.depth);
        }
        if steps.has(Steps::ADDS) || continues {
            self.add(1);
        } else if steps.has(Steps::NESTS) {
            self.nest();
        }
        if steps.has(Steps::JUMPS) && node.named_child_count() > 0 && self.names_a_place(node) {
            self.add(1);
        }
        if (steps.has(Steps::NESTS) && !continues) || steps.has(Steps::RAISES) {
            self.raise(around.depth);
        }
        if steps.has(Steps::LOGIC) || steps.has(Steps::BRACKETS) {
            self.link(steps, around.depth);
        }
    }

    fn names_a_place(&self, node: Node<'_>) -> bool {
        let first = node.named_child(0);
        first.is_some_and(|child| {
            matches!(child.kind(), "statement_identifier" | "identifier" | "label_name" | "label")
        })
    }

    /// Whether a branch is one that may not be taken.
    fn counts(&mut self, node: Node<'_>, steps: Steps) -> bool {
        if !steps.has(Steps::CASE) {
            return true;
        }
        if !self.is_python {
            let text = self.text.get(node.byte_range()).unwrap_or_default();
            return !text.starts_with("default") && !text.starts_with("else");
        }
        let always = is_irrefutable(node, self.text);
        match self.raises.last_mut() {
            Some(raise) if always && !raise.exhausted => {
                raise.exhausted = true;
                false
            }
            _ => true,
        }
    }

    fn decide(&mut self, paths: i64) {
        if !self.shuts.is_empty() || !self.is_open() {
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.decisions += paths;
        }
    }

    fn add(&mut self, points: u32) {
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.open) {
            frame.cognitive += points;
        }
    }

    fn nest(&mut self) {
        let nesting = self.nesting;
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.open) {
            let deep = 1 + nesting.saturating_sub(frame.base);
            frame.cognitive += deep;
            frame.structures += 1;
            frame.deepest = frame.deepest.max(deep);
        }
    }

    fn raise(&mut self, depth: usize) {
        self.raises.push(Raise { depth, exhausted: false });
        self.nesting += 1;
    }

    /// Conditions that stand directly in each other, or in brackets, are one chain.
    fn link(&mut self, steps: Steps, depth: usize) {
        let continues = self.chain.last().is_some_and(|(at, _)| at + 1 == depth);
        if continues {
            self.chain.push((depth, false));
        } else if steps.has(Steps::LOGIC) {
            self.chain.push((depth, true));
            self.joined.push(u16::MAX);
        }
    }

    /// An operator joins: one more path, and one more thing to read where the operator changes.
    fn join(&mut self, operator: u16, around: Around) {
        let inside = self.roles.steps(self.roles.role(around.parent), u16::MAX).has(Steps::LOGIC);
        if !inside {
            return;
        }
        self.decide(1);
        if let Some(last) = self.joined.last_mut()
            && *last != operator
        {
            *last = operator;
            self.add(1);
        }
    }

    fn begin(&mut self, node: Node<'_>, role: Role, depth: usize, symbol: Option<(SymbolId, &'text str)>) {
        let flow = &self.roles.spec.flow;
        let kind = if role.function { Kind::Function } else { Kind::Class };
        let outer = self.frames.last();
        let nested = kind == Kind::Function
            && self.frames.iter().any(|frame| frame.kind == Kind::Function)
            && !outer.is_some_and(|frame| frame.is_decorator);
        if nested {
            self.raise(depth);
        }
        let is_method = self.frames.last().is_some_and(|frame| frame.kind == Kind::Class);
        let body = if flow.body_only { node.child_by_field_name("body").map(|body| body.id()) } else { None };
        let parameters = flow.parameters.iter().find_map(|field| node.child_by_field_name(field));
        self.frames.push(Frame {
            kind,
            depth,
            body,
            open: body.is_none(),
            symbol: symbol.map(|(id, _)| id),
            name: symbol.map(|(_, name)| name),
            is_method,
            is_decorator: self.is_python && kind == Kind::Function && frame::is_decorator(node),
            rows: (node.start_position().row, node.end_position().row),
            base: self.nesting,
            parameters: frame::parameters(node, parameters),
            context: symbol.map_or(0, |(_, name)| hash(name)),
            words: self.words.place(),
            tokens: self.tokens,
            ..Frame::module()
        });
    }

    fn end(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.kind == Kind::Function {
            let measured = self.measured(&frame);
            self.metrics.functions.push(measured);
        }
        if let Some(around) = self.frames.last_mut() {
            around.take_in(&frame);
        }
    }

    fn measured(&mut self, frame: &Frame<'_>) -> FunctionMetrics {
        let mut calls = frame.calls.clone();
        calls.sort_unstable();
        calls.dedup();
        let line = |row: usize| u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1);
        FunctionMetrics {
            symbol: frame.symbol,
            line: line(frame.rows.0),
            end_line: line(frame.rows.1),
            cyclomatic: frame.cyclomatic(),
            cognitive: frame.cognitive + u32::from(frame.recursive),
            nesting: frame.deepest,
            parameters: frame.parameters,
            code_lines: 0,
            tokens: self.tokens - frame.tokens,
            calls: u32::try_from(calls.len()).unwrap_or(u32::MAX),
            halstead: self.words.since(frame.words),
        }
    }
}

fn decorates_a_function(decorator: Node<'_>) -> bool {
    let definition = decorator.parent().and_then(|whole| whole.child_by_field_name("definition"));
    definition.is_some_and(|definition| definition.kind() == "function_definition")
}

/// radon's rule: a bare name or `_`, guarded or not.
fn is_irrefutable(case: Node<'_>, text: &str) -> bool {
    let mut cursor = case.walk();
    let patterns: Vec<Node<'_>> =
        case.named_children(&mut cursor).filter(|child| child.kind() == "case_pattern").collect();
    let [pattern] = patterns.as_slice() else { return false };
    let written = text.get(pattern.byte_range()).unwrap_or_default();
    !written.is_empty()
        && written.chars().all(|c| c == '_' || c.is_alphanumeric())
        && !written.starts_with(|c: char| c.is_numeric())
        && !matches!(written, "None" | "True" | "False")
        && !text.get(pattern.end_byte()..case.end_byte()).unwrap_or_default().starts_with(',')
}
