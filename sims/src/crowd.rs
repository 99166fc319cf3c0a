//! Independent simulations side by side, one thread a core: each has a clock of its own.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;

/// Calls `each` for every number below `count`; the failure of the lowest number that failed is given back.
pub fn each(count: u64, each: impl Fn(u64) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicU64::new(0);
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return None;
            }
            if let Err(error) = each(number) {
                // Nobody takes up what comes after a failure.
                next.store(count, Ordering::Relaxed);
                return Some((number, error));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let failures = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let ended =
            all.into_iter().map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.flatten().collect::<Vec<_>>()
    });
    failures.into_iter().min_by_key(|(number, _)| *number).map_or(Ok(()), |(_, error)| Err(error))
}
