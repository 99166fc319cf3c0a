//! Paying: what is paid for and in which currency is said, and where nothing can be paid, that is said as well.

use protocol::payable::{self, Payable, Price};
use protocol::requirements::{Assumption, FeatureName, Requirements};

use super::stack::in_their_words;
use crate::understand::morph;

/// The currency where the request names none.
const CURRENCY: &str = "EUR";

/// Why payments are left out, for people.
pub(crate) const NOTHING_TO_PAY: &str = "nothing here can be paid: payments need a record that belongs to whoever pays, with a price or \
     a total of its own or of what it points at, as an order of a product or a booking with a total";

pub(super) fn fit(requirements: &mut Requirements, request: &str) {
    let Some(at) = requirements.features.iter().position(|it| it.name == FeatureName::Payments) else {
        return;
    };
    if is_kept(requirements, &requirements.features[at].words) {
        requirements.features.remove(at);
        return;
    }
    let paid = payable::of(requirements);
    if paid.is_empty() {
        let words = requirements.features.remove(at).words;
        let name = in_their_words("payments", &words);
        if !requirements.unsupported.iter().any(|it| it.split(" (").next() == Some("payments")) {
            requirements.unsupported.push(name);
        }
        let text = format!("Payments are left out, because {NOTHING_TO_PAY}.");
        requirements.assumptions.push(Assumption { about: "payments".into(), text });
        return;
    }
    requirements.assumptions.extend(said(&paid, payable::currency_in(request)));
}

/// Whether the word is that of a record, whose payments are written down here and made elsewhere: `payments with an amount and a date`.
fn is_kept(requirements: &Requirements, words: &str) -> bool {
    let is_record = requirements.entities.iter().any(|it| it.name == "Payment" && !it.words.is_empty());
    is_record && matches!(words.to_lowercase().as_str(), "payment" | "payments")
}

/// What is paid for, and in which currency.
pub(crate) fn said(paid: &[Payable], currency: Option<&str>) -> Vec<Assumption> {
    let mut said: Vec<Assumption> = paid
        .iter()
        .map(|it| {
            let many = capital(&morph::spoken_plural(&it.entity));
            let text = format!("{many} are paid by whoever they belong to; each comes to {}.", amount(it));
            Assumption { about: format!("payments.{}", it.entity), text }
        })
        .collect();
    if currency.is_none() {
        let text = format!("Prices are in {CURRENCY}, because the request names no currency.");
        said.push(Assumption { about: "payments.currency".into(), text });
    }
    said
}

/// `the price of its product times its quantity`
fn amount(paid: &Payable) -> String {
    let Price { field, through, quantity } = &paid.price;
    let spoken = |name: &str| name.replace('_', " ");
    let one = match through {
        Some((relation, _)) => format!("the {} of its {}", spoken(field), spoken(relation)),
        None => format!("its {}", spoken(field)),
    };
    let each = quantity.as_ref().map_or_else(|| one.clone(), |it| format!("{one} times its {}", spoken(it)));
    match &paid.parts {
        Some((part, _)) => format!("the sum over its {}, for each {each}", morph::spoken_plural(part)),
        None => each,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
