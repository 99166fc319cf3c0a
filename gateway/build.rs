//! The built page is embedded: a file that comes or goes in its folder is a change of this crate.

fn main() {
    println!("cargo:rerun-if-changed=web/dist");
}
