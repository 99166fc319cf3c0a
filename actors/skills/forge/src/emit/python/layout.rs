//! Laying Python out as the formatter does: on one line where it fits, else one item a line with a trailing comma.

/// Columns, as in the generated `pyproject.toml`.
const WIDTH: usize = 100;
const INDENT: usize = 4;

/// An expression that may have to be broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Atom(String),
    /// `open` and `close` with items between: a call, list, dictionary or signature.
    Group {
        open: String,
        items: Vec<Node>,
        close: String,
        lone_comma: bool,
    },
    /// `name=value` or `"key": value`.
    Prefixed(String, Box<Node>),
}

pub fn atom(text: impl Into<String>) -> Node {
    Node::Atom(text.into())
}

pub fn call(function: &str, items: Vec<Node>) -> Node {
    group(&format!("{function}("), items, ")")
}

pub fn list(items: Vec<Node>) -> Node {
    group("[", items, "]")
}

/// `frozenset({"a"})`, or `frozenset()` for none.
pub fn frozen_set(words: &[String]) -> Node {
    if words.is_empty() {
        return atom("frozenset()");
    }
    call("frozenset", vec![group("{", words.iter().map(|word| atom(quoted(word))).collect(), "}")])
}

/// A tuple; one item keeps its comma.
pub fn tuple(items: Vec<Node>) -> Node {
    let lone_comma = items.len() == 1;
    Node::Group { open: "(".to_owned(), items, close: ")".to_owned(), lone_comma }
}

/// `Literal["a", "b"]`
pub fn literal(words: &[String]) -> Node {
    group("Literal[", words.iter().map(|word| atom(quoted(word))).collect(), "]")
}

pub fn group(open: &str, items: Vec<Node>, close: &str) -> Node {
    Node::Group { open: open.to_owned(), items, close: close.to_owned(), lone_comma: false }
}

pub fn named(name: &str, value: Node) -> Node {
    Node::Prefixed(format!("{name}="), Box::new(value))
}

pub fn entry(key: &str, value: Node) -> Node {
    Node::Prefixed(format!("{}: ", quoted(key)), Box::new(value))
}

/// A string literal with the quotes that need fewer escapes, double ones if it is even.
pub fn quoted(text: &str) -> String {
    let (doubles, singles) = (text.matches('"').count(), text.matches('\'').count());
    let quote = if doubles > singles { '\'' } else { '"' };
    let mut literal = String::from(quote);
    for letter in text.chars() {
        match letter {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            letter if letter == quote => {
                literal.push('\\');
                literal.push(letter);
            }
            letter => literal.push(letter),
        }
    }
    literal.push(quote);
    literal
}

impl Node {
    fn opening(&self) -> Option<&str> {
        match self {
            Node::Group { open, .. } => Some(open),
            Node::Atom(_) | Node::Prefixed(..) => None,
        }
    }

    fn flat(&self) -> String {
        match self {
            Node::Atom(text) => text.clone(),
            Node::Prefixed(prefix, value) => format!("{prefix}{}", value.flat()),
            Node::Group { open, items, close, lone_comma } => {
                let inner: Vec<String> = items.iter().map(Node::flat).collect();
                let comma = if *lone_comma { "," } else { "" };
                format!("{open}{}{comma}{close}", inner.join(", "))
            }
        }
    }
}

/// Python source in the making.
#[derive(Clone, Debug, Default)]
pub struct Source {
    text: String,
}

impl Source {
    pub fn line(&mut self, depth: usize, text: &str) {
        self.text.push_str(&" ".repeat(depth * INDENT));
        self.text.push_str(text);
        self.text.push('\n');
    }

    pub fn blank(&mut self, count: usize) {
        self.text.push_str(&"\n".repeat(count));
    }

    pub fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// `prefix`, the expression, `suffix`: on one line or broken.
    pub fn statement(&mut self, depth: usize, prefix: &str, node: &Node, suffix: &str) {
        let one = format!("{prefix}{}{suffix}", node.flat());
        if depth * INDENT + one.chars().count() <= WIDTH {
            self.line(depth, &one);
            return;
        }
        if let Some(open) = node.opening()
            && prefix.ends_with(" = ")
            && depth * INDENT + prefix.chars().count() + open.chars().count() > WIDTH
        {
            self.assignment(depth, prefix, node, suffix);
            return;
        }
        match node {
            Node::Prefixed(name, value) => self.statement(depth, &format!("{prefix}{name}"), value, suffix),
            // A comma after the only item of a subscript would make it a tuple.
            Node::Group { open, items, close, .. } if items.len() == 1 && close == "]" && open != "[" => {
                self.line(depth, &format!("{prefix}{open}"));
                self.statement(depth + 1, "", &items[0], "");
                self.line(depth, &format!("{close}{suffix}"));
            }
            Node::Group { open, items, close, .. } if !items.is_empty() => {
                self.line(depth, &format!("{prefix}{open}"));
                for item in items {
                    self.statement(depth + 1, "", item, ",");
                }
                self.line(depth, &format!("{close}{suffix}"));
            }
            Node::Group { .. } | Node::Atom(_) => self.line(depth, &one),
        }
    }

    /// An assignment whose left side leaves no room for the call: the call goes into parentheses, or the annotation is broken.
    fn assignment(&mut self, depth: usize, prefix: &str, node: &Node, suffix: &str) {
        let annotated = prefix.split_once(": Mapped[").zip(prefix.strip_suffix("] = "));
        if let Some(((name, _), left)) = annotated
            && depth * INDENT + prefix.chars().count() + 1 > WIDTH
        {
            let annotation = left.strip_prefix(name).and_then(|rest| rest.strip_prefix(": Mapped["));
            self.line(depth, &format!("{name}: Mapped["));
            self.line(depth + 1, annotation.unwrap_or_default());
            self.statement(depth, "] = ", node, suffix);
            return;
        }
        self.line(depth, &format!("{prefix}("));
        self.statement(depth + 1, "", node, "");
        self.line(depth, &format!("){suffix}"));
    }

    pub fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn breaks_only_what_does_not_fit() {
        let mut source = Source::default();
        let long = "a_long_name_that_takes_much_room_on_its_line".to_owned();
        let inner = call("sa.ForeignKey", vec![atom(quoted(&long)), named("ondelete", atom("\"CASCADE\""))]);
        source.statement(0, "x = ", &call("f", vec![atom("1")]), "");
        source.statement(1, "x = ", &call("f", vec![inner, named("words", frozen_set(&[long]))]), "");
        expect![[r#"
            x = f(1)
                x = f(
                    sa.ForeignKey("a_long_name_that_takes_much_room_on_its_line", ondelete="CASCADE"),
                    words=frozenset({"a_long_name_that_takes_much_room_on_its_line"}),
                )
        "#]]
        .assert_eq(&source.finish());
    }

    #[test]
    fn quotes_as_the_formatter_prefers() {
        assert_eq!(quoted("plain"), "\"plain\"");
        assert_eq!(quoted("a \"b\""), "'a \"b\"'");
        assert_eq!(quoted("it's \"b"), "\"it's \\\"b\"");
    }
}
