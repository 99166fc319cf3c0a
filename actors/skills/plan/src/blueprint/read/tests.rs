//! Files as people write them, and what is said about those that cannot be read.

use expect_test::{Expect, expect};

use super::*;

const SHOP: &str = "\
blueprint: 1
product: {name: shop}
entities:
  Product:
    fields:
      name: string
      price: {type: decimal, min: 0}
  Order:
    relationships:
      product: Product
      buyer: {to: User, kind: owned_by}
    workflow:
      states: [open, paid]
      transitions:
        pay: {from: [open], to: paid}
";

fn faults(text: &str, expected: Expect) {
    match read(text) {
        Err(faults) => expected.assert_eq(&faults.of_file("shop.yaml")),
        Ok(blueprint) => panic!("{blueprint:#?}"),
    }
}

#[test]
fn what_a_short_blueprint_leaves_out_is_completed_and_said() {
    let blueprint = read(SHOP).unwrap();
    let read = &blueprint.requirements;
    assert_eq!((read.product.title.as_str(), read.product.summary.as_str()), ("Shop", "Shop."));
    let entities: Vec<&str> = read.entities.iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(entities, ["Product", "Order", "User"]);
    assert_eq!(read.entities[0].fields[0].words, "name", "what a person wrote is no assumption");
    let rights: Vec<String> = read
        .permissions
        .iter()
        .map(|it| format!("{} {:?} {} {:?}", it.role, it.action, it.entity, it.scope))
        .collect();
    expect![[r#"
        user Create Product Any
        user Update Product Any
        user Delete Product Any
        user Create Order Any
        user Update Order Own
        user Delete Order Own
        user Transition("pay") Order Own"#]]
    .assert_eq(&rights.join("\n"));
    let assumed: Vec<&str> = read.assumptions.iter().map(|it| it.about.as_str()).collect();
    assert_eq!(assumed, ["roles.default", "roles.admin", "permissions", "features.authentication", "stack"]);
    assert_eq!(super::super::read(&super::super::write(&blueprint)).unwrap(), blueprint);
}

#[test]
fn a_key_that_is_not_known_is_named_with_those_that_are() {
    let text = SHOP
        .replace(
            "      name: string",
            "      name: {type: string, maxLength: 3, colour: red, default: x, pattern: y}",
        )
        .replace("price: {type: decimal, min: 0}", "price: Money\n      photo: {type: blob}");
    faults(
        &text,
        expect![[r#"
            shop.yaml:6:28: `maxLength` is no key of field; write `max_length`
            shop.yaml:6:42: `colour` is no key of field; its keys are type, required, unique, min, max, max_length, values, words, assumed
            shop.yaml:6:55: `default`: nothing here builds default values of fields yet; leave it out, and add it to the code that is made
            shop.yaml:6:67: `pattern`: nothing here builds patterns that text must match yet; leave it out, and add it to the code that is made
            shop.yaml:7:14: `Money` is not known here; it is one of string, text, integer, decimal, boolean, date, date_time, email, url, enum
            shop.yaml:8:21: `blob` is not known here; it is one of string, text, integer, decimal, boolean, date, date_time, email, url, enum"#]],
    );
}

#[test]
fn values_of_another_kind_are_named() {
    let text = "blueprint: 1\nproduct: [shop]\nentities:\n  - Product\nroles: {Boss: {default: sometimes}}\nstack: react\n";
    faults(
        text,
        expect![[r#"
        shop.yaml:2:10: a mapping (name, title, summary, words, assumed) is expected here, not a list
        shop.yaml:4:3: names are expected here, each with a colon, not a list; write `name:` and what belongs to it, without a dash
        shop.yaml:5:9: `Boss` cannot be a name here; write `boss`
        shop.yaml:5:25: true or false is expected here, not `sometimes`
        shop.yaml:6:8: a list is expected here, not `react`"#]],
    );
}

#[test]
fn names_that_point_nowhere_are_named() {
    let text = SHOP
        .replace("product: Product", "product: Produkt")
        .replace("{from: [open], to: paid}", "{from: [opened], to: payed}")
        + "permissions:\n  - {role: clerk, may: [create, ship], entity: Order}\n  - {role: user, may: [read], entity: Orders}\n  - {role: user, may: [update], entity: Product, records: own}\n";
    faults(
        &text,
        expect![[r#"
        shop.yaml:10:16: Order.product points at Produkt, which is not among the entities; add it, or point at one of Product, Order, User
        shop.yaml:15:22: `opened` is no state of Order; add it, or use one of open, paid
        shop.yaml:15:35: `payed` is no state of Order; add it, or use one of open, paid
        shop.yaml:17:12: there is no role `clerk`; add it, or use one of user, admin
        shop.yaml:17:33: `ship` is nothing that can be done with Order; it is one of create, read, update, delete, pay
        shop.yaml:18:39: there is no entity `Orders`; add it, or use one of Product, Order, User
        shop.yaml:19:59: Product has no owner, so nobody has records of their own; add a relationship to User with `kind: owned_by`, or remove this"#]],
    );
}

#[test]
fn whom_a_record_names_is_given_no_more_than_that_can_hold() {
    let text = SHOP.to_owned()
        + "permissions:\n  - {role: user, may: [read], entity: Product, records: named}\n  - {role: user, may: [create, read], entity: Order, records: named}\n";
    faults(
        &text,
        expect![[r#"
        shop.yaml:17:57: Product points at no account, so it names nobody; add a relationship to User with `kind: belongs_to`, or remove this
        shop.yaml:18:24: who is named in Order cannot be given `create` by that; give it without `records: named`
        shop.yaml:18:63: Order points at no account, so it names nobody; add a relationship to User with `kind: belongs_to`, or remove this"#]],
    );
}

#[test]
fn limits_that_do_not_fit_their_type_are_named() {
    let fields = "      name: {type: string, min: 1}
      price: {type: decimal, min: 5, max: 1}
      stock: {type: integer, max: 3000000000, max_length: 3}
      size: {type: enum}
      sold: {type: boolean, unique: true, values: [a, a]}
      id: integer
      size: string
";
    let without_twice = fields.replace("      size: string\n", "");
    let text =
        |fields: &str| SHOP.replace("      name: string\n      price: {type: decimal, min: 0}\n", fields);
    faults(
        &text(&without_twice),
        expect![[r#"
        shop.yaml:6:33: Product.name: `min` is for numbers, and this is of type string; use `max_length` for text, or leave it out
        shop.yaml:7:35: Product.price: the least value 5 is above the greatest value 1; swap them
        shop.yaml:8:35: Product.stock: 3000000000 is beyond what the type integer holds; keep it from -2147483648 to 2147483647
        shop.yaml:8:59: Product.stock: `max_length` is for string and text, and this is of type integer; leave it out
        shop.yaml:9:7: Product.size is a choice between values, and has none; list them: `values: [small, large]`
        shop.yaml:10:37: Product.sold: the type boolean has so few values that none can be unique; leave `unique` out
        shop.yaml:10:51: Product.sold is of type boolean and has values; write `type: enum`, or leave the values out
        shop.yaml:10:55: Product.sold has the value `a` twice; remove one
        shop.yaml:11:7: Product.id: every record has `id` already; leave it out"#]],
    );
    faults(
        &text(fields),
        expect![
            "shop.yaml:12:7: `size` stands here a second time; the first is in line 9; rename or remove one of them"
        ],
    );
}

#[test]
fn constraints_that_cannot_hold_are_named() {
    let text = SHOP.replace(
        "    workflow:",
        "    constraints:
      - {kind: no_overlap, of: [product, buyer]}
      - {kind: in_order, of: [starts_at, ends_at]}
      - {kind: unique_together, of: [buyer]}
      - {kind: unique_together, of: [buyer, product]}
      - {kind: unique_together, of: [buyer, product], within: [product]}
      - {kind: unique_together, of: [buyer, product]}
      - {kind: exclusive, of: [product]}
    workflow:",
    );
    faults(
        &text,
        expect![[r#"
        shop.yaml:13:9: `of` needs two dates, or two moments: the beginning and the end; name two fields of one type: `of: [starts_at, ends_at]`
        shop.yaml:14:9: Order has no field and no relationship to one record called `starts_at`; name one that it has
        shop.yaml:15:9: people, choices and flags alone do not tell records of Order apart; add a relationship to another record, a date, a number or a short text
        shop.yaml:17:9: `product` stands here twice; keep it once
        shop.yaml:18:9: this constraint stands here already; keep it once
        shop.yaml:19:16: `exclusive` is not known here; it is one of unique_together, no_overlap, in_order"#]],
    );
}

#[test]
fn hidden_states_that_cannot_be_are_named() {
    let hiding = |states: &str, features: &str| {
        let workflow = format!("      states: [open, paid]\n      hidden: [{states}]\n");
        format!("{}features: [{features}]\n", SHOP.replace("      states: [open, paid]\n", &workflow))
    };
    faults(
        &hiding("draft, open, open", "drafts"),
        expect![[r#"
        shop.yaml:14:16: `draft` is no state of Order; hide one of open, paid
        shop.yaml:14:29: Order hides the state `open` twice; remove one"#]],
    );
    faults(
        &hiding("paid, open", "drafts"),
        expect![[r#"
        shop.yaml:14:15: Order is hidden in every state, so that nobody else ever finds it; leave out the states in which others read it, or write `visibility: owner`"#]],
    );
    faults(
        &hiding("open", "search"),
        expect![[r#"
        shop.yaml:14:15: nothing hides these states of Order; add `drafts` to the features"#]],
    );
    let blueprint = read(&hiding("open", "drafts")).unwrap();
    assert_eq!(blueprint.requirements.entities[1].workflow.as_ref().unwrap().hidden, ["open"]);
    assert_eq!(super::super::read(&super::super::write(&blueprint)).unwrap(), blueprint);
}

#[test]
fn relationships_that_cannot_be_are_named() {
    let text = SHOP.replace(
        "      buyer: {to: User, kind: owned_by}\n",
        "      buyer: {to: User, kind: owned_by}\n      seller: {to: Product, kind: owned_by, required: false}\n      fans: {to: User, kind: many_to_many, required: true}\n      status: Product\n",
    ) + "  User:\n    relationships: {boss: User}\n  Customer: {kind: account}\n";
    faults(
        &text,
        expect![[r#"
        shop.yaml:12:20: Order.seller must point at User: records are owned by accounts; point at it, or write `kind: belongs_to`
        shop.yaml:12:35: Order.seller is a second owner beside `buyer`; keep one; the other can be `kind: belongs_to`
        shop.yaml:12:55: Order.seller is always there: its owner is who makes it; leave `required` out, or write `kind: belongs_to`
        shop.yaml:13:18: Order.fans joins many accounts to many records, which nothing here builds yet; make a record for it that belongs to both
        shop.yaml:13:54: Order.fans is a set, which may always be empty; leave `required` out
        shop.yaml:16:7: Order has two things called `status`; the first is in line 14; rename one of them
        shop.yaml:20:5: `relationships`: accounts have fields alone; give them to a record that belongs to the account
        shop.yaml:21:3: people who sign in are called `User`, and nothing else is; rename `Customer`, or change its kind"#]],
    );
}

#[test]
fn a_stack_that_nothing_here_builds_with_is_named() {
    let text = format!(
        "{SHOP}stack: [vue, python, fastapi, cobolt, sqlite, postgresql]\nonly: [backend_only]\nfeatures: [comments, search, search]\n"
    );
    faults(
        &text,
        expect![[r#"
        shop.yaml:16:9: nothing here builds with `vue` yet; use react, typescript, fastapi, and postgresql or sqlite
        shop.yaml:16:14: `python` has another name here; write `fastapi`
        shop.yaml:16:22: `fastapi` and `python` are for the same part; keep one
        shop.yaml:16:31: nothing here builds with `cobolt` yet; use react, typescript, fastapi, and postgresql or sqlite
        shop.yaml:16:47: `postgresql` and `sqlite` are for the same part; keep one
        shop.yaml:18:12: comments need an entity `Comment`; add it with the record that it belongs to, or leave the feature out
        shop.yaml:18:30: this feature is listed twice; remove one"#]],
    );
}

#[test]
fn two_defaults_and_an_administrator_by_registration_are_named() {
    faults(
        &format!("{SHOP}roles: {{a: {{default: true}}, b: {{default: true}}, admin: {{default: true}}}}\n"),
        expect![[r#"
            shop.yaml:16:29: `b` is a second default beside `a`; whoever registers gets one role: keep one default
            shop.yaml:16:49: whoever registers cannot become an administrator; make another role the default"#]],
    );
}

#[test]
fn a_newer_version_is_refused_by_its_number_alone() {
    faults(
        "blueprint: 2\nfuture: yes\n",
        expect![
            "shop.yaml:1:12: the format's version is 2, and this program reads up to 1; use a newer samriddh, or write the file in the older form"
        ],
    );
    faults("blueprint: 0\n", expect!["shop.yaml:1:12: the format's version, 1, is expected here, not `0`"]);
    faults(
        "product: {name: x}\nblueprint: 1\n",
        expect![
            "shop.yaml:2:1: a blueprint begins with the line `blueprint: 1`; put that line before all others"
        ],
    );
    faults("", expect!["shop.yaml:1:1: there is no document in it"]);
    faults(
        "- a\n",
        expect![
            "shop.yaml:1:1: a blueprint begins with the line `blueprint: 1`; put that line before all others"
        ],
    );
}

#[test]
fn what_would_hide_in_the_files_that_are_made_is_refused() {
    let text = SHOP.replace("{name: shop}", "{name: shop, title: \"Sh\\u0000op\", summary: \"two\\nlines\"}");
    faults(&text, expect!["shop.yaml:2:30: this text has a control character in it; remove it"]);
}

#[test]
fn nothing_but_accounts_is_nothing_to_build() {
    faults(
        "blueprint: 1\nproduct: {name: x}\nentities: {User: {}}\n",
        expect![
            "shop.yaml:3:11: there is nothing to keep besides accounts; name at least one record with its fields"
        ],
    );
    faults(
        "blueprint: 1\nproduct: {}\nentities:\n",
        expect![[r#"
        shop.yaml:2:10: the product has no name; say what the repository is called: `name: book-shop`
        shop.yaml:3:9: there is nothing to keep besides accounts; name at least one record with its fields"#]],
    );
}

#[test]
fn a_huge_file_is_refused_unread() {
    let text = format!("blueprint: 1\n{}", "# x\n".repeat(BLUEPRINT_BYTES_MAX / 4));
    faults(
        &text,
        expect![
            "shop.yaml:1:1: a blueprint has at most 262144 bytes, and this has 262157; split it into several products"
        ],
    );
}

#[test]
fn a_request_that_speaks_of_a_blueprint_is_none() {
    for text in
        ["blueprint: a shop", "a blueprint: 1", "Blueprint: 1", "blueprint:1", "blueprints with title"]
    {
        assert!(!is_blueprint(text), "{text}");
    }
    for text in ["blueprint: 1", "---\nblueprint: 1", "# x\n\nblueprint : 12\n", "blueprint: 2 # newer"] {
        assert!(is_blueprint(text), "{text}");
    }
}

#[test]
fn what_nobody_can_reach_see_or_do_is_named() {
    let text = SHOP
        .replace("states: [open, paid]", "states: [open, paid, lost]")
        .replace(
            "        pay: {from: [open], to: paid}",
            "        pay: {from: [open], to: paid}\n        reopen: {from: [lost], to: open}",
        )
        .replace("  Product:\n", "  Product:\n    visibility: owner\n")
        + "permissions:\n  - {role: user, may: [create, pay, reopen], entity: Order}\n  - {role: user, may: [update, create], entity: Order, records: own}\n";
    faults(
        &text,
        expect![[r#"
            shop.yaml:5:17: Product is visible to its owner, and it has none; add a relationship to User with `kind: owned_by`, or give somebody `read`, or use another visibility
            shop.yaml:14:28: no step leads to the state `lost` of Order; add a transition to it, or remove the state
            shop.yaml:20:32: that `user` may `create` Order is said already, in line 19; keep the one that you mean"#]],
    );
}

#[test]
fn a_step_that_no_right_names_is_nobodys() {
    let text = SHOP.replace("buyer: {to: User, kind: owned_by}", "buyer: {to: User}")
        + "permissions:\n  - {role: user, may: [create], entity: Order}\n";
    faults(
        &text,
        expect![
            "shop.yaml:15:9: nobody may `pay` Order; add `- {role: admin, may: [pay], entity: Order}` or another role to the permissions"
        ],
    );
}

#[test]
fn what_is_wrong_with_the_form_and_with_what_it_says_comes_at_once() {
    let text = SHOP
        .replace("price: {type: decimal, min: 0}", "price: {type: Money}")
        .replace("product: Product", "product: Produkt");
    faults(
        &text,
        expect![[r#"
        shop.yaml:7:21: `Money` is not known here; it is one of string, text, integer, decimal, boolean, date, date_time, email, url, enum
        shop.yaml:10:16: Order.product points at Produkt, which is not among the entities; add it, or point at one of Product, Order, User"#]],
    );
}
