use code::graph::{Note, Project};
use code::{Parser, SourceFile};
use std::path::Path;
fn walk(dir: &Path, root: &Path, out: &mut Vec<String>) {
    let mut es: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    es.sort();
    for p in es {
        let n = p.file_name().unwrap().to_string_lossy().to_string();
        if p.is_dir() {
            if !matches!(
                n.as_str(),
                "site-packages"
                    | "dist-packages"
                    | "test"
                    | "tests"
                    | "idlelib"
                    | ".git"
                    | "node_modules"
                    | "__pycache__"
                    | "lib2to3"
            ) || (std::env::var("ALL").is_ok() && n.starts_with("test"))
            {
                walk(&p, root, out);
            }
        } else {
            out.push(p.strip_prefix(root).unwrap().to_string_lossy().to_string());
        }
    }
}
#[allow(clippy::disallowed_methods)]
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let root = Path::new(&root);
    let mut files = vec![];
    walk(root, root, &mut files);
    let t = std::time::Instant::now();
    let mut parser = Parser::default();
    let mut project = Project::default();
    let (mut tp, mut tl, mut lines) = (0.0, 0.0, 0);
    for f in &files {
        let Ok(b) = std::fs::read(root.join(f)) else { continue };
        let Ok(s) = SourceFile::read(f, b) else { continue };
        let a = std::time::Instant::now();
        let Ok(p) = parser.parse(&s) else { continue };
        tp += a.elapsed().as_secs_f64();
        let a = std::time::Instant::now();
        lines += s.text.lines().count();
        project.put(Note::read(&s, &p));
        tl += a.elapsed().as_secs_f64();
    }
    let a = std::time::Instant::now();
    let program = project.link();
    let link = a.elapsed().as_secs_f64();
    println!(
        "{lines} lines, parse {tp:.2} read {tl:.2} link {link:.2} all {:.2}; places {} calls {} outside {} unresolved {} makes {} limits {:?}",
        t.elapsed().as_secs_f64(),
        program.places.len(),
        program.calls.len(),
        program.outside.len(),
        program.unresolved.len(),
        program.makes.len(),
        program.limits
    );
    if let Some(q) = std::env::args().nth(2) {
        for c in &program.calls {
            let (a, b) = (&program.places[c.from], &program.places[c.to]);
            if a.name.contains(&q) || b.name.contains(&q) {
                println!("{} -> {} {}:{} {:?}", a.name, b.name, a.path, c.line, c.confidence);
            }
        }
    }
}
