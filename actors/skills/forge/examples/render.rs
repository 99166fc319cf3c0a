//! Renders a requirements file into a folder: `cargo run -p forge --example render -- requirements.json OUTDIR [key=value…] [backend|frontend]`.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use forge::{Decisions, Templates, render_all, resolve};
use protocol::requirements::{ProductConstraint, ProductConstraintKind, Requirements};

fn main() -> ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(count) => {
            println!("{count} files");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<usize, Box<dyn std::error::Error>> {
    let [source, target, rest @ ..] = arguments else {
        return Err("usage: render requirements.json OUTDIR [key=value…] [backend|frontend]".into());
    };
    let mut requirements: Requirements = serde_json::from_str(&fs::read_to_string(source)?)?;
    let mut decisions = Decisions::default();
    for word in rest {
        let kind = match word.as_str() {
            "backend" => ProductConstraintKind::BackendOnly,
            "frontend" => ProductConstraintKind::FrontendOnly,
            _ => {
                let (key, value) = word.split_once('=').ok_or("a decision is written key=value")?;
                decisions = decisions.with(key, value);
                continue;
            }
        };
        requirements.constraints.push(ProductConstraint { kind, words: word.clone() });
    }
    let plan = resolve(&requirements, &requirements.product.summary, &decisions)?;
    let files = render_all(&plan, &Templates::embedded())?;
    for file in &files {
        let path = Path::new(target).join(&file.path);
        fs::create_dir_all(path.parent().ok_or("a file needs a folder")?)?;
        fs::write(path, &file.bytes)?;
    }
    Ok(files.len())
}
