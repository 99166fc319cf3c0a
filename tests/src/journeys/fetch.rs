//! Code that nobody here wrote, out of the registries where people publish it.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::program;

/// Where a package comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    /// The source distribution of PyPI.
    Python,
    /// The tarball of npm.
    Npm,
    /// A package of Debian, by its own tools.
    Debian,
}

impl Registry {
    /// Unpacks the newest version, or the one that follows `==`, below `room`; its folder.
    pub fn fetch(self, room: &Path, name: &str) -> Result<PathBuf> {
        let kind = match self {
            Registry::Python => "python",
            Registry::Npm => "npm",
            Registry::Debian => "debian",
        };
        let folder = room.join(format!("{kind}-{name}"));
        std::fs::create_dir_all(&folder)?;
        let unpack = match self {
            Registry::Python => {
                let pip = ["python3", "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary"];
                // A name with a version is no name there, and pip would take a wheel.
                let bare = name.split("==").next().unwrap_or(name);
                program::run(&folder, &[pip.as_slice(), &[bare, name]].concat())?;
                "tar -xzf ./*.t*gz && rm ./*.t*gz"
            }
            Registry::Npm => {
                program::run(&folder, &["npm", "pack", "--silent", name])?;
                "tar -xzf ./*.t*gz && rm ./*.t*gz"
            }
            Registry::Debian => {
                program::run(&folder, &["apt-get", "download", "--quiet", name])?;
                "dpkg-deb -x ./*.deb . && rm ./*.deb"
            }
        };
        program::run(&folder, &["sh", "-c", unpack])?;
        Ok(folder)
    }
}

/// Crates as `cargo vendor` lays them out.
pub fn crates(room: &Path, names: &[&str]) -> Result<PathBuf> {
    let folder = room.join("rust");
    std::fs::create_dir_all(folder.join("src"))?;
    let wanted: String = names.iter().map(|name| format!("{name} = \"*\"\n")).collect();
    let manifest = format!(
        "[package]\nname = \"room\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[dependencies]\n{wanted}"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    std::fs::write(folder.join("src/lib.rs"), "")?;
    program::run(&folder, &["cargo", "vendor", "--quiet"])?;
    Ok(folder.join("vendor"))
}
