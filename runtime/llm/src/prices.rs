//! What tokens cost. The numbers are data: a dated table comes with the program, and a person's own goes over it.

use std::collections::BTreeMap;

use serde::Deserialize;

use protocol::model::Usage;

const EMBEDDED: &str = include_str!("../prices.toml");
/// Prices are for so many tokens.
const PER_TOKENS: u128 = 1_000_000;

/// A dollar a token: no price, but a wrong unit.
const RATE_MAX: u64 = 1_000_000_000_000;

/// Micro-dollars for a million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    pub input: u64,
    /// From the provider's cache; as `input` where nothing is said.
    pub cached_input: Option<u64>,
    /// Into the provider's cache; as `input` where nothing is said.
    pub cache_write: Option<u64>,
    pub output: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    pub rates: Rates,
    /// Above so many tokens of input the whole call is charged at these.
    pub long: Option<(u64, Rates)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceTable {
    /// The day it was written; kept with each cost that was worked out from it.
    pub version: String,
    pub source: String,
    models: BTreeMap<String, Price>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PricesError {
    #[error("the price table cannot be read: {why}")]
    Unreadable { why: String },
    #[error("the price table names `{model}` twice; keep one")]
    Twice { model: String },
    #[error(
        "the price of `{model}` is above a dollar a token; prices are micro-dollars for a million tokens"
    )]
    Absurd { model: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    source: String,
    #[serde(default)]
    model: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    input: u64,
    cached_input: Option<u64>,
    cache_write: Option<u64>,
    output: u64,
    long: Option<Long>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Long {
    over_input_tokens: u64,
    input: u64,
    cached_input: Option<u64>,
    cache_write: Option<u64>,
    output: u64,
}

impl PriceTable {
    /// List prices as they were on the table's day. They may be out of date: put a table of your own over it.
    pub fn embedded() -> Result<Self, PricesError> {
        Self::parse(EMBEDDED)
    }

    pub fn parse(text: &str) -> Result<Self, PricesError> {
        let unreadable = |error: toml::de::Error| PricesError::Unreadable { why: error.message().to_owned() };
        let file: File = toml::from_str(text).map_err(unreadable)?;
        let mut models = BTreeMap::new();
        for entry in file.model {
            let price = entry.price();
            if price.highest() > RATE_MAX {
                return Err(PricesError::Absurd { model: entry.name });
            }
            if models.insert(entry.name.clone(), price).is_some() {
                return Err(PricesError::Twice { model: entry.name });
            }
        }
        Ok(Self { version: file.version, source: file.source, models })
    }

    /// This table with another's models in place of its own; the version names both.
    pub fn overridden_by(mut self, other: Self) -> Self {
        self.version = format!("{} over {}", other.version, self.version);
        self.source = format!("{}; {}", other.source, self.source);
        self.models.extend(other.models);
        self
    }

    /// By the exact name: a price that is guessed from a similar name is worse than none.
    pub fn price(&self, model: &str) -> Option<&Price> {
        self.models.get(model)
    }

    /// Micro-dollars for what was used, rounded up once; `None` when the price is unknown.
    pub fn cost(&self, model: &str, usage: &Usage) -> Option<u64> {
        self.price(model).map(|price| price.cost(usage))
    }

    /// Micro-dollars at most, whatever share is cached or written to a cache.
    pub fn worst(&self, model: &str, input_tokens: u64, output_tokens: u64) -> Option<u64> {
        self.price(model).map(|price| price.worst(input_tokens, output_tokens))
    }
}

impl Price {
    fn highest(&self) -> u64 {
        let long = self.long.as_ref().map(|(_, rates)| rates.highest());
        self.rates.highest().max(long.unwrap_or(0))
    }

    fn cost(&self, usage: &Usage) -> u64 {
        let rates = match &self.long {
            Some((over, long)) if usage.input_tokens > *over => long,
            Some(_) | None => &self.rates,
        };
        // Shares that a server reports above the whole are taken as the whole.
        let cached = usage.cached_input_tokens.min(usage.input_tokens);
        let written = usage.cache_write_tokens.min(usage.input_tokens - cached);
        let fresh = usage.input_tokens - cached - written;
        micro_dollars(&[
            (fresh, rates.input),
            (cached, rates.cached_input.unwrap_or(rates.input)),
            (written, rates.cache_write.unwrap_or(rates.input)),
            (usage.output_tokens, rates.output),
        ])
    }

    fn worst(&self, input_tokens: u64, output_tokens: u64) -> u64 {
        let at = |rates: &Rates| {
            let input =
                [Some(rates.input), rates.cached_input, rates.cache_write].into_iter().flatten().max();
            micro_dollars(&[(input_tokens, input.unwrap_or(rates.input)), (output_tokens, rates.output)])
        };
        let long = self.long.as_ref().filter(|(over, _)| input_tokens > *over).map(|(_, rates)| at(rates));
        at(&self.rates).max(long.unwrap_or(0))
    }
}

impl Rates {
    /// Whatever share of the input is read from or written to a cache.
    fn highest_input(&self) -> u64 {
        self.input.max(self.cached_input.unwrap_or(0)).max(self.cache_write.unwrap_or(0))
    }

    fn highest(&self) -> u64 {
        self.highest_input().max(self.output)
    }
}

impl Entry {
    fn price(&self) -> Price {
        let Self { input, cached_input, cache_write, output, .. } = *self;
        let long = self.long.as_ref().map(|long| {
            let Long { over_input_tokens, input, cached_input, cache_write, output } = *long;
            (over_input_tokens, Rates { input, cached_input, cache_write, output })
        });
        Price { rates: Rates { input, cached_input, cache_write, output }, long }
    }
}

/// Of pairs of tokens and rates.
fn micro_dollars(items: &[(u64, u64)]) -> u64 {
    let exact: u128 = items.iter().map(|(tokens, rate)| u128::from(*tokens) * u128::from(*rate)).sum();
    u64::try_from(exact.div_ceil(PER_TOKENS)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table() -> PriceTable {
        PriceTable::embedded().expect("the table that comes along")
    }

    #[test]
    fn costs_are_exact_and_rounded_up_once() {
        let usage =
            Usage { input_tokens: 1_000, cached_input_tokens: 400, output_tokens: 100, ..Usage::default() };
        // 600 × 0.15 + 400 × 0.075 + 100 × 0.60 dollars a million.
        assert_eq!(table().cost("gpt-4o-mini", &usage), Some(180));
        assert_eq!(table().cost("gpt-4o-mini", &Usage { output_tokens: 1, ..Usage::default() }), Some(1));
        assert_eq!(table().cost("gpt-4o-mini", &Usage::default()), Some(0));
        assert_eq!(table().cost("a-model-of-my-own", &usage), None);
    }

    #[test]
    fn long_inputs_are_charged_at_their_own_rates() {
        let usage = |input_tokens| Usage { input_tokens, ..Usage::default() };
        assert_eq!(table().cost("gpt-5.6", &usage(272_000)), Some(1_088_000));
        assert_eq!(table().cost("gpt-5.6", &usage(272_001)), Some(2_176_008));
    }

    #[test]
    fn a_table_of_ones_own_goes_first() {
        let own = "version = \"mine\"\nsource = \"contract\"\n[[model]]\nname = \"gpt-4o-mini\"\ninput = 1_000_000\noutput = 0\n";
        let table = table().overridden_by(PriceTable::parse(own).expect("readable"));
        let usage = Usage { input_tokens: 7, cached_input_tokens: 7, ..Usage::default() };
        assert_eq!(table.cost("gpt-4o-mini", &usage), Some(7));
        assert!(table.price("gpt-4o").is_some());
        assert!(table.version.starts_with("mine over 20"), "{}", table.version);
    }

    #[test]
    fn tables_with_mistakes_are_refused() {
        let head = "version = \"v\"\nsource = \"s\"\n";
        let entry = "[[model]]\nname = \"m\"\ninput = 1\noutput = 1\n";
        let twice = PriceTable::parse(&format!("{head}{entry}{entry}")).expect_err("twice");
        assert_eq!(twice, PricesError::Twice { model: "m".to_owned() });
        let dollars = format!(
            "{head}{entry}[model.long]\nover_input_tokens = 1\ninput = 1\noutput = 1_000_000_000_001\n"
        );
        let absurd = PriceTable::parse(&dollars).expect_err("a wrong unit");
        assert_eq!(absurd, PricesError::Absurd { model: "m".to_owned() });
        for wrong in
            ["price = 1\n", "[[model]]\nname = \"m\"\ninput = -1\noutput = 1\n", "[[model]]\nname = \"m\"\n"]
        {
            let error = PriceTable::parse(&format!("{head}{wrong}")).expect_err("wrong");
            assert!(matches!(error, PricesError::Unreadable { .. }), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_use_within_the_worst_case_costs_more_than_it(
            index in any::<prop::sample::Index>(),
            input in 0u64..2_000_000, output in 0u64..200_000,
            less in 0u64..2_000_000, cached in 0u64..2_000_000, written in 0u64..2_000_000, short in 0u64..200_000,
        ) {
            let table = table();
            let names: Vec<&String> = table.models.keys().collect();
            let model = names[index.index(names.len())];
            let usage = Usage {
                input_tokens: input.saturating_sub(less),
                cached_input_tokens: cached,
                cache_write_tokens: written,
                output_tokens: output.saturating_sub(short),
                reasoning_tokens: 0,
            };
            prop_assert!(table.cost(model, &usage) <= table.worst(model, input, output));
        }
    }
}
