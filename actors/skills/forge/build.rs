//! Rebuilds the crate when a template changes: templates are embedded at compile time.

fn main() {
    println!("cargo:rerun-if-changed=templates");
}
