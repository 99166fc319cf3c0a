//! Aliases of bundlers, as their configuration writes them: `resolve: { alias: { "@": path.resolve(__dirname, "./src") } }`.

/// Patterns, what they stand for, and the folder that this counts from.
pub fn aliases(text: &str, folder: &str) -> Vec<(String, Vec<String>, String)> {
    let mut found = Vec::new();
    let mut put = |name: &str, target: &str| {
        let target = target.trim_start_matches("./").trim_end_matches('/');
        if name.is_empty() || target.starts_with("..") {
            return;
        }
        found.push((name.to_owned(), vec![target.to_owned()], folder.to_owned()));
        let name = name.trim_end_matches('/');
        found.push((format!("{name}/*"), vec![format!("{target}/*")], folder.to_owned()));
    };
    let Some(list) = text.split_once("alias").and_then(|(_, rest)| rest.trim_start().strip_prefix(':'))
    else {
        return found;
    };
    for entry in entries(list.trim_start()) {
        if let Some((_, rest)) = entry.split_once("find:") {
            let (Some(name), Some((_, target))) =
                (quoted(rest).first().copied(), rest.split_once("replacement:"))
            else {
                continue;
            };
            if let Some(target) = quoted(target).last() {
                put(name, target);
            }
        } else if let Some((name, target)) = split(entry)
            && let Some(target) = quoted(target).last()
        {
            put(name, target);
        }
    }
    found
}

/// Key and value of a pair.
fn split(entry: &str) -> Option<(&str, &str)> {
    let entry = entry.trim();
    match entry.chars().next()? {
        quote @ ('"' | '\'' | '`') => {
            let (name, rest) = entry[1..].split_once(quote)?;
            Some((name, rest.trim_start().strip_prefix(':')?))
        }
        _ => entry.split_once(':').map(|(name, target)| (name.trim(), target)),
    }
}

/// The entries between the first brackets.
fn entries(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut quote, mut found) = (0_u32, 0, None, Vec::new());
    for (at, c) in list.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '{' | '[' | '(') => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            (None, '}' | ']' | ')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    found.extend(list.get(start..at));
                    return found;
                }
            }
            (None, ',') if depth == 1 => {
                found.extend(list.get(start..at));
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    found
}

fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let quote = &rest[at..=at];
        let Some((inner, behind)) = rest[at + 1..].split_once(quote) else { break };
        found.push(inner);
        rest = behind;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::aliases;

    #[test]
    fn aliases_are_read_in_the_ways_in_which_they_are_written() {
        let read = |text: &str| {
            aliases(text, "web")
                .into_iter()
                .map(|(name, to, _)| format!("{name}={}", to[0]))
                .collect::<Vec<_>>()
        };
        let plain =
            "export default { resolve: { alias: { '@v': path.resolve(__dirname, './src/lib'), ui: '/x' } } }";
        assert_eq!(read(plain), ["@v=src/lib", "@v/*=src/lib/*", "ui=/x", "ui/*=/x/*"]);
        let url = "alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) }";
        assert_eq!(read(url), ["@=src", "@/*=src/*"]);
        let list = "alias: [{ find: '@a', replacement: resolve('src/a') }]";
        assert_eq!(read(list), ["@a=src/a", "@a/*=src/a/*"]);
        assert!(read("alias: {").is_empty() && read("nothing").is_empty());
    }
}
