//! Which kinds of records people can pay for, and what that comes to: one answer for the plan that is shown and for what is built of it.

use crate::requirements::{Entity, FieldKind, RelationKind, Requirements};

/// What has to be known of a kind of record.
#[derive(Clone, Debug)]
pub struct Kind<'a> {
    /// Pascal case.
    pub name: &'a str,
    pub fields: Vec<(&'a str, FieldKind)>,
    /// Name, kind and the entity pointed at.
    pub relations: Vec<(&'a str, RelationKind, &'a str)>,
    pub states: &'a [String],
    pub steps: Vec<Step<'a>>,
}

/// A transition: its name, and where it leads from and to.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    pub name: &'a str,
    pub from: &'a [String],
    pub to: &'a str,
}

/// A kind of record that its owner can pay for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payable {
    pub entity: String,
    pub price: Price,
    /// The parts that the amount is summed up over: the entity, and its relation to the record.
    pub parts: Option<(String, String)>,
    /// Transitions that a payment takes the record along; empty where it has no state for it.
    pub paid_by: Vec<String>,
    /// Those that a refund takes it along.
    pub refunded_by: Vec<String>,
    /// States in which nothing is paid any more, where no transition tells.
    pub closed: Vec<String>,
}

/// What one record, or one of its parts, comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    pub field: String,
    /// The relation to the record that has the price, and that entity; a price of its own has none.
    pub through: Option<(String, String)>,
    pub quantity: Option<String>,
}

/// How records that are paid for are called, by the last word of their name.
const NAMES: [&str; 24] = [
    "Bill",
    "Booking",
    "Contribution",
    "Donation",
    "Dues",
    "Enrollment",
    "Enrolment",
    "Fee",
    "Fine",
    "Invoice",
    "Membership",
    "Order",
    "Payment",
    "Pledge",
    "Purchase",
    "Registration",
    "Rental",
    "Rent",
    "Reservation",
    "Sale",
    "Sponsorship",
    "Subscription",
    "Ticket",
    "Tip",
];
/// Fields that hold what a record comes to, best first.
const AMOUNTS: [&str; 14] = [
    "total",
    "total_price",
    "total_amount",
    "grand_total",
    "order_total",
    "amount_due",
    "amount",
    "total_cost",
    "price",
    "ticket_price",
    "sum",
    "fee",
    "cost",
    "rent",
];
/// Fields that hold what one of a thing costs.
const PRICES: [&str; 6] = ["price", "unit_price", "ticket_price", "fee", "price_per_unit", "cost"];
const QUANTITIES: [&str; 16] = [
    "quantity",
    "qty",
    "count",
    "pieces",
    "units",
    "copies",
    "seats",
    "tickets",
    "places",
    "nights",
    "persons",
    "people",
    "number_of_tickets",
    "number_of_seats",
    "ticket_count",
    "seat_count",
];
const PAID: [&str; 4] = ["paid", "payed", "settled", "payment_received"];
const PAYING: [&str; 6] =
    ["pay", "mark_paid", "mark_as_paid", "settle", "confirm_payment", "receive_payment"];
const AWAITED: [&str; 5] =
    ["pending_payment", "awaiting_payment", "payment_pending", "unpaid", "waiting_for_payment"];
const REFUNDED: [&str; 2] = ["refunded", "reimbursed"];
const CLOSED: [&str; 14] = [
    "archived",
    "cancelled",
    "canceled",
    "closed",
    "declined",
    "denied",
    "draft",
    "expired",
    "failed",
    "no_show",
    "refunded",
    "rejected",
    "void",
    "voided",
];
/// Other people than the owner whom such records are for: who made the record is not who pays then.
const PAYERS: [&str; 14] = [
    "buyer",
    "client",
    "customer",
    "debtor",
    "donor",
    "guest",
    "member",
    "patron",
    "payer",
    "recipient",
    "renter",
    "student",
    "subscriber",
    "tenant",
];
const ACCOUNT: &str = "User";

/// Which currency a text names, as a code of ISO 4217; the first one wins.
pub fn currency_in(text: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 42] = [
        ("eur", "EUR"),
        ("euro", "EUR"),
        ("euros", "EUR"),
        ("usd", "USD"),
        ("dollar", "USD"),
        ("dollars", "USD"),
        ("gbp", "GBP"),
        ("sterling", "GBP"),
        ("chf", "CHF"),
        ("francs", "CHF"),
        ("jpy", "JPY"),
        ("yen", "JPY"),
        ("inr", "INR"),
        ("rupees", "INR"),
        ("sek", "SEK"),
        ("nok", "NOK"),
        ("dkk", "DKK"),
        ("pln", "PLN"),
        ("zloty", "PLN"),
        ("czk", "CZK"),
        ("huf", "HUF"),
        ("forint", "HUF"),
        ("bgn", "BGN"),
        ("aud", "AUD"),
        ("nzd", "NZD"),
        ("sgd", "SGD"),
        ("hkd", "HKD"),
        ("krw", "KRW"),
        ("mxn", "MXN"),
        ("brl", "BRL"),
        ("reais", "BRL"),
        ("zar", "ZAR"),
        ("rand", "ZAR"),
        ("ils", "ILS"),
        ("shekels", "ILS"),
        ("aed", "AED"),
        ("clp", "CLP"),
        ("vnd", "VND"),
        ("thb", "THB"),
        ("baht", "THB"),
        ("kwd", "KWD"),
        ("bhd", "BHD"),
    ];
    const SIGNS: [(char, &str); 6] =
        [('€', "EUR"), ('£', "GBP"), ('¥', "JPY"), ('₹', "INR"), ('₩', "KRW"), ('$', "USD")];
    let words =
        text.split(|letter: char| !(letter.is_alphanumeric() || SIGNS.iter().any(|it| it.0 == letter)));
    words.filter(|word| !word.is_empty()).find_map(|word| {
        let low = word.to_lowercase();
        let named = WORDS.iter().find(|it| it.0 == low).map(|it| it.1);
        // `$5`, `5€`, `12EUR`
        let bare = low.trim_matches(|letter: char| letter.is_ascii_digit());
        let glued = || WORDS.iter().find(|it| it.0.len() == 3 && it.0 == bare).map(|it| it.1);
        let sign = || SIGNS.iter().find(|it| word.contains(it.0)).map(|it| it.1);
        named.or_else(glued).or_else(sign)
    })
}

/// The kinds that people can pay for: those whose workflow knows of it, or else those that are called so.
pub fn payable(kinds: &[Kind<'_>]) -> Vec<Payable> {
    let fitting: Vec<(&Kind<'_>, Payable)> =
        kinds.iter().filter_map(|kind| Some((kind, one(kinds, kind)?))).collect();
    let knowing = |it: &&(&Kind<'_>, Payable)| !it.1.paid_by.is_empty();
    let named = |it: &&(&Kind<'_>, Payable)| NAMES.contains(&last_word(it.0.name));
    let found: Vec<Payable> = fitting.iter().filter(knowing).map(|it| it.1.clone()).collect();
    if found.is_empty() { fitting.iter().filter(named).map(|it| it.1.clone()).collect() } else { found }
}

/// The same of requirements.
pub fn of(requirements: &Requirements) -> Vec<Payable> {
    let kinds: Vec<Kind<'_>> =
        requirements.entities.iter().filter(|it| it.name != ACCOUNT).map(kind).collect();
    payable(&kinds)
}

fn kind(entity: &Entity) -> Kind<'_> {
    let workflow = entity.workflow.as_ref();
    let steps = workflow.into_iter().flat_map(|it| &it.transitions);
    Kind {
        name: &entity.name,
        fields: entity.fields.iter().map(|it| (it.name.as_str(), it.kind)).collect(),
        relations: entity.relations.iter().map(|it| (it.name.as_str(), it.kind, it.to.as_str())).collect(),
        states: workflow.map_or(&[], |it| &it.states),
        steps: steps.map(|it| Step { name: &it.name, from: &it.from, to: &it.to }).collect(),
    }
}

fn one(kinds: &[Kind<'_>], kind: &Kind<'_>) -> Option<Payable> {
    let is_owned = kind.relations.iter().any(|it| it.1 == RelationKind::OwnedBy);
    let other_pays = kind.relations.iter().any(|(name, relation, to)| {
        *relation == RelationKind::BelongsTo && *to == ACCOUNT && PAYERS.contains(name)
    });
    if !is_owned || other_pays {
        return None;
    }
    let (price, parts) = price(kinds, kind)?;
    Some(Payable {
        entity: kind.name.to_owned(),
        price,
        parts,
        paid_by: paying(kind),
        refunded_by: leading_to(kind, &REFUNDED),
        closed: kind.states.iter().filter(|it| CLOSED.contains(&it.as_str())).cloned().collect(),
    })
}

/// What nobody who pays writes themselves comes first: the price of the thing, times how many of it.
fn price(kinds: &[Kind<'_>], kind: &Kind<'_>) -> Option<(Price, Option<(String, String)>)> {
    let parts: Vec<(&Kind<'_>, &str)> =
        kinds.iter().filter_map(|it| Some((it, part_of(it, kind)?))).collect();
    let under = |it: &Kind<'_>, relation: &str| Some((it.name.to_owned(), relation.to_owned()));
    for (part, relation) in &parts {
        if let Some(price) = priced_thing(kinds, part, kind.name).filter(|it| it.quantity.is_some()) {
            return Some((price, under(part, relation)));
        }
    }
    let thing = priced_thing(kinds, kind, kind.name);
    if let Some(price) = thing.clone().filter(|it| it.quantity.is_some()) {
        return Some((price, None));
    }
    if let Some(field) = decimal(kind, &AMOUNTS) {
        return Some((Price { field, through: None, quantity: None }, None));
    }
    if let Some(price) = thing {
        return Some((price, None));
    }
    parts.iter().find_map(|(part, relation)| {
        let field = decimal(part, &PRICES)?;
        let quantity = Some(quantity(part)?);
        Some((Price { field, through: None, quantity }, under(part, relation)))
    })
}

/// The price of what the record points at.
fn priced_thing(kinds: &[Kind<'_>], kind: &Kind<'_>, whole: &str) -> Option<Price> {
    kind.relations.iter().filter(|it| it.1 == RelationKind::BelongsTo && it.2 != whole).find_map(
        |(name, _, to)| {
            let thing = kinds.iter().find(|it| it.name == *to)?;
            let field = decimal(thing, &PRICES)?;
            let through = Some(((*name).to_owned(), (*to).to_owned()));
            Some(Price { field, through, quantity: quantity(kind) })
        },
    )
}

/// The relation by which something is a part of the record, as the items of an order.
fn part_of<'k>(part: &'k Kind<'_>, whole: &Kind<'_>) -> Option<&'k str> {
    let is_part = ["Item", "Line", "Position", "Entry"].contains(&last_word(part.name));
    let link = part.relations.iter().find(|it| it.1 == RelationKind::BelongsTo && it.2 == whole.name)?;
    (is_part && part.name != whole.name).then_some(link.0)
}

fn decimal(kind: &Kind<'_>, names: &[&str]) -> Option<String> {
    let has = |name: &&&str| kind.fields.iter().any(|it| it.0 == **name && it.1 == FieldKind::Decimal);
    names.iter().find(has).map(|it| (*it).to_owned())
}

fn quantity(kind: &Kind<'_>) -> Option<String> {
    let counts = |it: FieldKind| matches!(it, FieldKind::Integer | FieldKind::Decimal);
    let has = |name: &&&str| kind.fields.iter().any(|it| it.0 == **name && counts(it.1));
    QUANTITIES.iter().find(has).map(|it| (*it).to_owned())
}

/// Steps into a paid state; else those called so; else the one way on from where payment is awaited.
fn paying(kind: &Kind<'_>) -> Vec<String> {
    let into = leading_to(kind, &PAID);
    if !into.is_empty() {
        return into;
    }
    let called = kind.steps.iter().filter(|it| PAYING.contains(&it.name));
    let called: Vec<String> = called.map(|it| it.name.to_owned()).collect();
    if !called.is_empty() {
        return called;
    }
    let awaited = |step: &&Step<'_>| step.from.iter().any(|it| AWAITED.contains(&it.as_str()));
    let on: Vec<String> = kind
        .steps
        .iter()
        .filter(|step| awaited(step) && !CLOSED.contains(&step.to))
        .map(|it| it.name.to_owned())
        .collect();
    if on.len() == 1 { on } else { Vec::new() }
}

fn leading_to(kind: &Kind<'_>, states: &[&str]) -> Vec<String> {
    kind.steps.iter().filter(|it| states.contains(&it.to)).map(|it| it.name.to_owned()).collect()
}

/// `RentPayment` is a payment.
fn last_word(pascal: &str) -> &str {
    let begin = pascal.char_indices().filter(|it| it.1.is_uppercase()).map(|it| it.0).next_back();
    &pascal[begin.unwrap_or(0)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of<'a>(
        name: &'a str,
        fields: &[(&'a str, FieldKind)],
        relations: &[(&'a str, RelationKind, &'a str)],
    ) -> Kind<'a> {
        Kind { name, fields: fields.to_vec(), relations: relations.to_vec(), states: &[], steps: Vec::new() }
    }

    const OWNER: (&str, RelationKind, &str) = ("customer", RelationKind::OwnedBy, ACCOUNT);
    const PRICED: [(&str, FieldKind); 1] = [("price", FieldKind::Decimal)];

    #[test]
    fn the_price_of_the_thing_comes_before_what_the_buyer_writes() {
        let order = kind_of(
            "Order",
            &[("quantity", FieldKind::Integer), ("total", FieldKind::Decimal)],
            &[OWNER, ("product", RelationKind::BelongsTo, "Product")],
        );
        let found = payable(&[order, kind_of("Product", &PRICED, &[])]);
        let through = Some(("product".to_owned(), "Product".to_owned()));
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].price,
            Price { field: "price".into(), through, quantity: Some("quantity".into()) }
        );
    }

    #[test]
    fn items_are_summed_up_by_the_prices_of_their_products() {
        let item = kind_of(
            "OrderItem",
            &[("quantity", FieldKind::Integer), ("unit_price", FieldKind::Decimal)],
            &[("order", RelationKind::BelongsTo, "Order"), ("product", RelationKind::BelongsTo, "Product")],
        );
        let found = payable(&[kind_of("Order", &[], &[OWNER]), item, kind_of("Product", &PRICED, &[])]);
        assert_eq!(found[0].parts, Some(("OrderItem".to_owned(), "order".to_owned())));
        assert_eq!(found[0].price.field, "price");
    }

    #[test]
    fn nobody_pays_for_what_is_not_theirs_or_has_no_price_or_is_another_persons() {
        let amount = [("amount", FieldKind::Decimal)];
        let unowned = kind_of("Payment", &amount, &[("tenant", RelationKind::BelongsTo, "Tenant")]);
        assert_eq!(payable(&[unowned]), []);
        assert_eq!(payable(&[kind_of("Ticket", &[("title", FieldKind::String)], &[OWNER])]), []);
        let writer = ("author", RelationKind::OwnedBy, ACCOUNT);
        let billed = kind_of("Invoice", &amount, &[writer, ("customer", RelationKind::BelongsTo, ACCOUNT)]);
        assert_eq!(payable(&[billed]), []);
        assert_eq!(payable(&[kind_of("Expense", &amount, &[OWNER])]), []);
    }

    #[test]
    fn a_workflow_that_knows_of_it_comes_before_a_name() {
        let (from, states) = (["open".to_owned()], ["open".to_owned(), "paid".to_owned()]);
        let mut claim = kind_of("Claim", &[("amount", FieldKind::Decimal)], &[OWNER]);
        claim.states = &states;
        claim.steps = vec![Step { name: "finish", from: &from, to: "paid" }];
        let found = payable(&[claim, kind_of("Payment", &[("amount", FieldKind::Decimal)], &[OWNER])]);
        assert_eq!(found.iter().map(|it| it.entity.as_str()).collect::<Vec<_>>(), ["Claim"]);
        assert_eq!(found[0].paid_by, ["finish"]);
    }

    #[test]
    fn currencies_are_read_by_code_word_and_sign() {
        assert_eq!(currency_in("a price in EUR, please"), Some("EUR"));
        assert_eq!(currency_in("tickets cost 12 Swiss francs"), Some("CHF"));
        assert_eq!(currency_in("a fee of $5"), Some("USD"));
        assert_eq!(currency_in("it costs 49€"), Some("EUR"));
        assert_eq!(currency_in("it costs 49EUR a month"), Some("EUR"));
        assert_eq!(currency_in("a shop in Europe that is neurotic"), None);
    }
}
