//! The team at work, without the kernel: what it argues about, what it plans, what it builds.

mod rulings;
mod sessions;
mod table;
