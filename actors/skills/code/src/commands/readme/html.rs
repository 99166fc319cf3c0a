//! HTML inside of a README, taken away from its words.

/// Elements of HTML that end a paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "br",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "center",
    "details",
    "summary",
    "blockquote",
    "pre",
    "picture",
    "section",
];
/// Elements whose text is no prose.
const SILENT: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6", "pre", "script", "style", "summary", "sub"];

/// One line without its HTML.
pub struct Piece {
    /// From one.
    pub row: u32,
    pub text: String,
    /// It stood in HTML.
    pub is_html: bool,
}

/// The lines of a text without tags and comments of HTML; a block ends where its tag stands.
pub fn without(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let (mut in_tag, mut in_comment) = (None::<String>, false);
    for (row, line) in (1..).zip(text.lines()) {
        let mut rest = line;
        let mut said = String::new();
        let put = |said: &mut String, open: &[String], pieces: &mut Vec<Piece>| {
            let silent = open.iter().any(|tag| SILENT.contains(&tag.as_str()));
            let text = if silent { String::new() } else { std::mem::take(said) };
            said.clear();
            let is_html = open.iter().any(|tag| BLOCKS.contains(&tag.as_str()));
            pieces.push(Piece { row, text: decoded(&text), is_html });
        };
        loop {
            if in_comment {
                let Some((_, after)) = rest.split_once("-->") else { break };
                (rest, in_comment) = (after, false);
            } else if let Some(tag) = &mut in_tag {
                let Some((inside, after)) = rest.split_once('>') else {
                    tag.push_str(rest);
                    tag.push(' ');
                    break;
                };
                tag.push_str(inside);
                let tag = in_tag.take().unwrap_or_default();
                let name: String =
                    tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                let name = name.to_lowercase();
                if BLOCKS.contains(&name.as_str()) {
                    put(&mut said, &open, &mut pieces);
                    pieces.push(Piece { row, text: String::new(), is_html: true });
                }
                if tag.starts_with('/') {
                    if let Some(at) = open.iter().rposition(|one| *one == name) {
                        open.truncate(at);
                    }
                } else if !tag.ends_with('/')
                    && !matches!(name.as_str(), "br" | "hr" | "img" | "input" | "source")
                {
                    open.push(name);
                }
                rest = after;
            } else if let Some(at) = rest.find('<') {
                said += &rest[..at];
                let behind = &rest[at + 1..];
                if let Some(after) = behind.strip_prefix("!--") {
                    (rest, in_comment) = (after, true);
                } else if behind.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
                    && !is_address(behind)
                {
                    (rest, in_tag) = (behind, Some(String::new()));
                } else {
                    said.push('<');
                    rest = behind;
                }
            } else {
                said += rest;
                break;
            }
        }
        put(&mut said, &open, &mut pieces);
    }
    pieces
}

/// `<https://example.org>` is a link of Markdown, and `<name@host>` too.
fn is_address(behind: &str) -> bool {
    let inside = behind.split('>').next().unwrap_or_default();
    !inside.contains(' ') && (inside.contains(':') || inside.contains('@'))
}

fn decoded(text: &str) -> String {
    let entities =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}
