//! YAML as a tree with places, and text as YAML. The library behind it is named in `load` alone.

mod load;
mod node;
mod quote;
#[cfg(test)]
mod tests;

pub(super) use load::load;
pub(super) use node::{Entry, Node, Value, short};
pub(super) use quote::scalar;
