//! A fault at every single operation on the disk: what was acknowledged is there, and the work goes on.

mod crash;
mod fail;
mod world;
