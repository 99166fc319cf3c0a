//! What can be typed to see what is understood, as a file.

use std::path::PathBuf;

pub const BLUEPRINT_EXAMPLES: &str = "\
Examples:
  samriddh blueprint \"A library where members borrow books; librarians approve loans\" --out library.yaml
  samriddh blueprint --request-file request.txt | samriddh new --blueprint - --out ../library
  samriddh blueprint --from shop.jdl --out shop.yaml
  samriddh blueprint --schema > blueprint.schema.json

The blueprint holds the records with their fields, relationships and states, the roles and what each may do, the features and what it \
is built with. What was assumed is marked, and what nothing was made of is listed. Read again by `samriddh new --blueprint`, it \
gives the same plan as the request.

Exit code 2 where nothing can be made of it yet: the blueprint says why under `refused`, and is printed but not \
written to --out.";

#[derive(Debug, clap::Args)]
pub struct Blueprint {
    /// What to make, in plain words; `-` reads it from standard input
    #[arg(value_name = "REQUEST", required_unless_present_any = ["request_file", "from", "schema"], conflicts_with_all = ["request_file", "from", "schema"])]
    pub request: Vec<String>,
    /// Read the request from a file; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "schema"])]
    pub request_file: Option<PathBuf>,
    /// Read JHipster's JDL (a file called .jdl or .jh), or a blueprint, which is completed and checked; `-` is a blueprint
    #[arg(long, value_name = "FILE", conflicts_with = "schema")]
    pub from: Option<PathBuf>,
    /// Print the JSON Schema of blueprints instead
    #[arg(long)]
    pub schema: bool,
    /// Write to a new file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}
