//! Conditions that ask whether a parameter was given: a decorator used with and without brackets asks so.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Python, children, field};

/// Brackets and negations around a condition; nobody writes more.
const SIGNS_MAX: usize = 16;

impl Python<'_> {
    /// What a condition says of a parameter whose default is `None`, where it holds.
    pub(super) fn guard(&mut self, condition: Option<Node<'_>>) -> Option<Guard> {
        let (mut condition, mut turned) = (condition?, false);
        for _ in 0..SIGNS_MAX {
            let inner = match condition.kind() {
                "parenthesized_expression" => condition.named_child(0),
                "not_operator" => {
                    turned = !turned;
                    field(condition, "argument")
                }
                _ => break,
            };
            condition = inner?;
        }
        let (subject, given) = match condition.kind() {
            "identifier" => (condition, true),
            "comparison_operator" => {
                let [left, right] = children(condition).try_into().ok()?;
                let operator = self.source.get(left.end_byte()..right.start_byte())?;
                let operator = std::str::from_utf8(operator).ok()?.split_whitespace().collect::<Vec<_>>();
                let given = match operator.as_slice() {
                    ["is"] | ["=="] => false,
                    ["is", "not"] | ["!="] => true,
                    _ => return None,
                };
                (left, (right.kind() == "none").then_some(given)?)
            }
            "call" => {
                let callable = field(condition, "function").is_some_and(|name| self.text(name) == "callable");
                let arguments = field(condition, "arguments").filter(|_| callable)?;
                let [subject] = children(arguments).try_into().ok()?;
                (subject, true)
            }
            _ => return None,
        };
        let name = (subject.kind() == "identifier").then(|| self.text(subject))?;
        let here = self.b.here();
        let var = self.b.is_bound(name).then(|| self.b.read(name))?;
        let param = self.b.def(here).params.iter().position(|param| param.var == var && param.optional)?;
        Some(Guard { param, given: given != turned })
    }
}
