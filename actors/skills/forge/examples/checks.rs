//! Prints the checks of a requirements file as JSON: `cargo run -p forge --example checks -- requirements.json [key=value…]`.

use std::{env, fs};

use forge::{Decisions, checks, resolve};
use protocol::requirements::Requirements;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let source = arguments.next().ok_or("usage: checks requirements.json [key=value…]")?;
    let requirements: Requirements = serde_json::from_str(&fs::read_to_string(source)?)?;
    let decisions = arguments.try_fold(Decisions::default(), |decisions, word| {
        let (key, value) = word.split_once('=').ok_or("a decision is written key=value")?;
        Ok::<_, Box<dyn std::error::Error>>(decisions.with(key, value))
    })?;
    let plan = resolve(&requirements, "", &decisions)?;
    println!("{}", serde_json::to_string_pretty(&checks::all(&plan))?);
    Ok(())
}
