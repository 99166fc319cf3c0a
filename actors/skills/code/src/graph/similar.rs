//! Names that are like one that was not found: those that hold it, then those that are spelt almost so.

/// So many are offered.
const SHOWN: usize = 5;
/// Below this likeness (Jaro-Winkler, from 0 to 1) a name is another one.
const LIKENESS_MIN: f64 = 0.85;

/// The last name of `a.b.c`, of a path or of a place in a file, in small letters.
fn last(name: &str) -> String {
    let name = name.rsplit(['.', '/', ':', ' ']).next().unwrap_or(name);
    name.to_lowercase()
}

/// The candidates that `wanted` may mean, likest first.
pub fn similar<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = last(wanted);
    if wanted.is_empty() {
        return Vec::new();
    }
    let likeness = |name: &str| {
        let own = last(name);
        let holds = wanted.len() > 2 && own.contains(&wanted);
        strsim::jaro_winkler(&own, &wanted) + if holds { 1.0 } else { 0.0 }
    };
    let mut like: Vec<(f64, &str)> =
        candidates.map(|name| (likeness(name), name)).filter(|(like, _)| *like >= LIKENESS_MIN).collect();
    like.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    like.dedup_by(|one, other| one.1 == other.1);
    like.into_iter().take(SHOWN).map(|(_, name)| name.to_owned()).collect()
}

/// A question back, where there is something to ask.
pub fn did_you_mean(like: &[String]) -> Option<String> {
    let (last, before) = like.split_last()?;
    let all = if before.is_empty() { last.clone() } else { format!("{} or {last}", before.join(", ")) };
    Some(format!("did you mean {all}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_spelt_wrong_or_in_part_is_found() {
        let names = ["shop.app.create_user", "shop.app.make", "shop.models.User", "README.md"];
        let of = |wanted: &str| similar(wanted, names.into_iter());
        assert_eq!(of("craete_user"), ["shop.app.create_user"]);
        assert_eq!(of("create"), ["shop.app.create_user"]);
        assert_eq!(of("models.Usr"), ["shop.models.User"]);
        assert_eq!(of("zzz"), [""; 0]);
        assert_eq!(of(""), [""; 0]);
        assert_eq!(
            did_you_mean(&of("User")).unwrap(),
            "did you mean shop.models.User or shop.app.create_user?"
        );
        assert_eq!(did_you_mean(&[]), None);
    }
}
