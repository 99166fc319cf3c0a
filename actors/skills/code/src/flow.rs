//! How a language branches, as data: which nodes decide, nest, join conditions and make functions.

/// What a node does to the metrics; see `METRICS.md` for the definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Steps(u16);

impl Steps {
    /// One more path: cyclomatic complexity.
    pub const DECIDES: Self = Self(1);
    /// A structure that is the harder to read the deeper it lies, and makes what is in it deeper.
    pub const NESTS: Self = Self(1 << 1);
    /// One more thing to read, however deep.
    pub const ADDS: Self = Self(1 << 2);
    /// Makes what is in it deeper.
    pub const RAISES: Self = Self(1 << 3);
    /// An `if`, which in an `else` continues the one before.
    pub const IF: Self = Self(1 << 4);
    /// May join conditions, if its operator is a logical one.
    pub const LOGIC: Self = Self(1 << 5);
    /// Round brackets, which change nothing.
    pub const BRACKETS: Self = Self(1 << 6);
    /// A jump that counts if it names where to.
    pub const JUMPS: Self = Self(1 << 7);
    /// One of its branches is always taken if no other is.
    pub const EXHAUSTS: Self = Self(1 << 8);
    /// Decisions inside of it are not counted.
    pub const SHUTS: Self = Self(1 << 9);
    /// A branch of Python's `match`, which may be one that is always taken.
    pub const CASE: Self = Self(1 << 10);

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// A node, the nodes it must be directly in (none: anywhere), and what it then does.
pub struct Rule {
    pub node: &'static str,
    pub under: &'static [&'static str],
    pub steps: Steps,
}

pub const fn rule(node: &'static str, steps: Steps) -> Rule {
    Rule { node, under: &[], steps }
}

impl Rule {
    pub const fn under(mut self, under: &'static [&'static str]) -> Self {
        self.under = under;
        self
    }
}

/// A language's control flow.
pub struct Flow {
    pub rules: &'static [Rule],
    /// Nodes that are functions of their own.
    pub functions: &'static [&'static str],
    /// Fields with a function's parameters, in the order in which they are tried.
    pub parameters: &'static [&'static str],
    pub classes: &'static [&'static str],
    /// Python's strings, which are one word each, and its expressions with operators.
    pub strings: &'static [&'static str],
    pub expressions: &'static [&'static str],
    /// Operators that join conditions.
    pub logic: &'static [&'static str],
    /// Only a function's body is its own, as radon has it: not its parameters, not its decorators.
    pub body_only: bool,
    /// What a method writes before a member of its own object; empty where the bare name is enough.
    pub own: &'static [&'static str],
}

impl Flow {
    pub const NONE: Self = Self {
        rules: &[],
        functions: &[],
        parameters: &[],
        classes: &[],
        strings: &[],
        expressions: &[],
        logic: &[],
        body_only: false,
        own: &[],
    };
}
