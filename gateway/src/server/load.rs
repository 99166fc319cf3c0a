//! How busy this machine is, as far as its system says; where it does not say, nothing is made up.

use serde_json::{Value, json};

/// `load_1m` is how many tasks ran or waited for a processor in the last minute, on average. Sizes are in bytes.
pub fn machine() -> Value {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let memory = read("/proc/meminfo");
    json!({
        "status": "ok",
        "processors": std::thread::available_parallelism().ok().map(usize::from),
        "load_1m": first_number(&read("/proc/loadavg")),
        "memory_bytes": kibibytes(&memory, "MemTotal:"),
        "memory_free_bytes": kibibytes(&memory, "MemAvailable:"),
        "own_memory_bytes": kibibytes(&read("/proc/self/status"), "VmRSS:"),
    })
}

fn first_number(text: &str) -> Option<f64> {
    text.split_whitespace().next()?.parse().ok()
}

/// What a line such as `MemTotal:  1024 kB` says.
fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    let number: u64 = rest.split_whitespace().next()?.parse().ok()?;
    number.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_read_and_what_it_does_not_say_is_nothing() {
        let memory = "MemTotal:        8000 kB\nMemFree:         1 kB\nMemAvailable:    4000 kB\n";
        assert_eq!(kibibytes(memory, "MemTotal:"), Some(8_192_000));
        assert_eq!(kibibytes(memory, "MemAvailable:"), Some(4_096_000));
        assert_eq!(kibibytes("MemTotal: many kB", "MemTotal:"), None);
        assert_eq!(kibibytes("", "VmRSS:"), None);
        assert_eq!(first_number("0.52 0.58 0.59 1/467 12\n"), Some(0.52));
        assert_eq!(first_number(""), None);
    }
}
