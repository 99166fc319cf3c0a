//! `rm`, `rmdir`, `unlink`.

use crate::blast::model::{Follow, Node, Place};
use crate::blast::play::Play;

pub(super) fn remove(play: &mut Play<'_>, name: &str, arguments: &[Vec<u8>]) {
    let (mut recursive, mut folders, mut operands, mut plain) = (false, name == "rmdir", Vec::new(), false);
    for word in arguments {
        match word.as_slice() {
            b"--" if !plain => plain = true,
            b"--recursive" if !plain => recursive = true,
            b"--dir" if !plain => folders = true,
            b"--interactive" | b"--interactive=always" | b"--interactive=once" if !plain => {
                play.unknown(format!("{} asks before each step", play.by));
            }
            long if !plain && long.starts_with(b"--") => {
                if !matches!(long, b"--force" | b"--verbose" | b"--one-file-system" | b"--preserve-root") {
                    play.unknown(format!("{} has an option that is not known", play.by));
                }
            }
            short if !plain && short.len() > 1 && short[0] == b'-' => {
                recursive |= name == "rm" && short.iter().any(|c| matches!(c, b'r' | b'R'));
                folders |= short.contains(&b'd');
                if short[1..].iter().any(|c| !matches!(c, b'r' | b'R' | b'f' | b'v' | b'd' | b'p')) {
                    play.unknown(format!("{} asks, or has an option that is not known", play.by));
                }
            }
            _ => operands.push(word),
        }
    }
    for operand in operands {
        one(play, operand, recursive, folders);
    }
}

fn one(play: &mut Play<'_>, operand: &[u8], recursive: bool, folders: bool) {
    let last = operand.rsplit(|byte| *byte == b'/').find(|name| !name.is_empty()).unwrap_or(b"/");
    // `rm` refuses these by name, wherever they lead; what they lead to is still what somebody wants gone.
    let dots = matches!(last, b"." | b"..");
    match play.model.resolve(operand, Follow::No) {
        Place::Root => {
            if recursive && !dots {
                let path = play.model.path_of(None).display().to_string();
                play.outside(format!("{path}, the folder itself"));
            }
        }
        Place::Outside(path) => {
            if path.exists() || path.is_symlink() || path.to_string_lossy().contains(['*', '?', '[']) {
                play.outside(path.display().to_string());
            }
        }
        Place::Inside(_) if dots => {}
        Place::Inside(path) => match play.model.now.get(&path) {
            None => {}
            Some(Node::Folder) if recursive => play.model.remove(&path),
            Some(Node::Folder) if folders && play.model.names_in(Some(&path)).is_empty() => {
                play.model.remove(&path)
            }
            Some(Node::Folder) => {}
            // A link with a slash behind it is its goal, which `rm` does not remove.
            Some(Node::Link(_)) if operand.ends_with(b"/") => {}
            Some(Node::Link(_) | Node::Original(_) | Node::New) => play.model.remove(&path),
        },
    }
}
