//! Files of JDL, what becomes of them, and what is said about those that cannot be read.

use expect_test::{Expect, expect};

use super::*;

const SHOP: &str = r#"
/** A shop. */
application {
  config {
    baseName bookShop, applicationType monolith
    clientFramework react
    prodDatabaseType mysql
    languages [en, fr]
    serverPort 8080
    packageName com.example.shop
  }
  entities *
  dto * with mapstruct
}
deployment { deploymentType docker-compose appsFolders [shop] }

NAME_MAX = 80
enum OrderStatus { NEW, IN_DELIVERY, Done (finished) }

@EnableAudit
entity Customer(tbl_customer) {
  firstName String required minlength(2) maxlength(NAME_MAX), // given
  email String required unique pattern(/^[^@\/]+@[^@]+$/)
  /** From the tax office. */
  taxId Long min(1) max(99999999999)
  createdAt Instant
}
entity Order { status OrderStatus required, total BigDecimal min(0) max(1.5), note TextBlob, gift Boolean unique }
entity Tag { name String unique maxlength(2000) }
entity Passport
relationship OneToMany { Customer{orders required} to Order{customer(email) required} }
relationship ManyToOne { Order{seller(login)} to User with builtInEntity }
relationship ManyToMany {
  Order{tag(name) required} to Tag{labelled},
  Customer to Tag
}
relationship OneToOne { Customer{passport required} to Passport{holder} }
paginate Customer with infinite-scroll
paginate * with pager except Tag
service all with serviceImpl
search Order with elasticsearch
use pagination, dto for Tag
"#;

fn faults(text: &str, expected: Expect) {
    match import(text, "shop") {
        Err(faults) => expected.assert_eq(&faults.of_file("shop.jdl")),
        Ok(blueprint) => panic!("{}", write(&blueprint)),
    }
}

#[test]
fn what_maps_is_mapped_and_the_rest_is_named_with_its_line() {
    let blueprint = import(SHOP, "shop").unwrap();
    expect![[r#"
        blueprint: 1

        product:
          name: book-shop
          title: Book Shop
          summary: Book Shop.
          words: baseName bookShop

        # What was understood. Change what should be otherwise, then make it: samriddh new --blueprint FILE --out DIR
        # `assumed: true` marks what nobody asked for; `words` are those it was asked for in.
        entities:
          Customer:
            visibility: members
            words: entity Customer(tbl_customer)
            fields:
              first_name: {type: string, required: true, max_length: 80, words: firstName String required minlength(2) maxlength(NAME_MAX)}
              email: {type: string, required: true, unique: true, words: "email String required unique pattern(/^[^@\\/]+@[^@]+$/)"}
              tax_id: {type: integer, required: false, min: 1, words: taxId Long min(1) max(99999999999)}
            relationships:
              tags: {to: Tag, kind: many_to_many, required: false, words: Customer to Tag}
              passport: {to: Passport, kind: belongs_to, required: true, words: "Customer{passport required} to Passport{holder}"}
          Order:
            visibility: members
            words: entity Order
            fields:
              status: {type: enum, values: [new, in_delivery, done], required: true, words: status OrderStatus required}
              total: {type: decimal, required: false, min: 0, words: total BigDecimal min(0) max(1.5)}
              note: {type: text, required: false, words: note TextBlob}
              gift: {type: boolean, required: false, words: gift Boolean unique}
            relationships:
              customer: {to: Customer, kind: belongs_to, required: true, words: "Customer{orders required} to Order{customer(email) required}"}
              seller: {to: User, kind: belongs_to, required: false, words: "Order{seller(login)} to User with builtInEntity"}
              tag: {to: Tag, kind: many_to_many, required: false, words: "Order{tag(name) required} to Tag{labelled}"}
          Tag:
            visibility: members
            words: entity Tag
            fields:
              name: {type: string, required: false, unique: true, words: name String unique maxlength(2000)}
          Passport:
            visibility: members
            words: entity Passport
          User:
            kind: account
            visibility: members
            assumed: true
            fields:
              email: {type: email, required: true, unique: true, assumed: true}
              display_name: {type: string, required: true, max_length: 100, assumed: true}

        roles:
          user: {default: true, assumed: true}
          admin: {assumed: true}

        permissions:
          - {role: user, may: [create, update, delete], entity: Customer, assumed: true}
          - {role: user, may: [create, update, delete], entity: Order, assumed: true}
          - {role: user, may: [create, update, delete], entity: Tag, assumed: true}
          - {role: user, may: [create, update, delete], entity: Passport, assumed: true}

        features:
          - {name: authentication, assumed: true}
          - {name: search, words: search Order with elasticsearch}

        stack:
          - {name: react, words: clientFramework react}
          - {name: typescript, assumed: true}
          - {name: fastapi, assumed: true}
          - {name: postgresql, assumed: true}

        # Decided because the request leaves it open.
        assumptions:
          - about: enums.OrderStatus
            text: "Values of OrderStatus are kept as new, in_delivery, done."
          - about: types.BigDecimal
            text: "BigDecimal becomes an exact number of 12 digits, two of them after the point: Order.total."
          - about: types.Long
            text: "Long becomes a whole number of 32 bits: Customer.taxId."
          - about: roles.default
            text: "A person who registers becomes a user, because no roles are named."
          - about: roles.admin
            text: "There is an administrator, who may do everything and gives roles to others."
          - about: permissions
            text: "Everyone who signs in may add, change and remove records, those with an owner only their own, because nothing says who may do what."
          - about: stack
            text: "It is built with react, typescript, fastapi, postgresql, because nothing else is named."

        # Nothing was made of these.
        not_understood:
          - "line 2, not taken over: /** … */: the code that is made has comments of its own"
          - "line 7, not taken over: prodDatabaseType mysql: it is built with React, TypeScript, FastAPI and PostgreSQL"
          - "line 8, not taken over: languages [en, fr]: pages are in English"
          - "line 9, not taken over: serverPort 8080: nothing here has such a setting"
          - "line 10, not taken over: packageName com.example.shop: nothing here has such a setting"
          - "line 13, not taken over: dto * with mapstruct: the code that is made has layers of its own"
          - "line 15, not taken over: deployment: where it runs is decided by the files that are made"
          - "line 18, not taken over: OrderStatus.Done(finished): a value is kept under its own name"
          - "line 20, not taken over: @EnableAudit: annotations are the other generator's own"
          - "line 21, not taken over: Customer(tbl_customer): tables are named after their records"
          - "line 22, not taken over: Customer.firstName minlength(2): nothing here checks a least number of characters"
          - "line 23, not taken over: Customer.email pattern(^[^@\\/]+@[^@]+$): nothing here checks patterns"
          - "line 24, not taken over: /** … */: the code that is made has comments of its own"
          - "line 25, not taken over: Customer.taxId max(99999999999): it is beyond 2147483647, the greatest number here"
          - "line 26, not taken over: Customer.createdAt: every record has `created_at` already"
          - "line 28, not taken over: Order.total max(1.5): it is no whole number"
          - "line 28, not taken over: Order.gift unique: it has so few values that none can be unique"
          - "line 29, not taken over: Tag.name maxlength(2000): 1 to 500 characters can be kept here"
          - "line 31, not taken over: Customer.orders required: records without any of the other can be made"
          - "line 31, not taken over: Order.customer(email): records are shown by the field that names them, such as a name or a title"
          - "line 32, not taken over: Order.seller(login): records are shown by the field that names them, such as a name or a title"
          - "line 32, not taken over: with builtInEntity: it is the other generator's own"
          - "line 34, not taken over: Order.tag(name): records are shown by the field that names them, such as a name or a title"
          - "line 34, not taken over: Order.tag required: a set may always be empty"
          - "line 34, not taken over: the name Tag.labelled: the other side is called `orders`"
          - "line 37, not taken over: OneToOne of Customer{passport required} to Passport{holder}: it is kept, and nothing checks that no second one points at the same record"
          - "line 37, not taken over: the name Passport.holder: the other side is called `customers`"
          - "line 38, not taken over: paginate Customer with infinite-scroll: every list is read by pages, with page numbers"
          - "line 39, not taken over: paginate * with pager except Tag: every list is read by pages, with page numbers"
          - "line 40, not taken over: service all with serviceImpl: the code that is made has layers of its own"
          - "line 41, not taken over: search Order with elasticsearch: there is a search over the text of all records, without a search engine"
          - "line 42, not taken over: use pagination, dto for Tag: the code that is made has layers of its own"
    "#]].assert_eq(&write(&blueprint));
    assert_eq!(read(&write(&blueprint)), Ok(blueprint));
}

#[test]
fn what_cannot_be_built_is_unsupported_by_name() {
    let text = "entity Photo { image ImageBlob required, raw Blob, at LocalTime, key UUID }\nentity Team\nrelationship ManyToMany { Team{people} to User{teams} }\n";
    let blueprint = import(text, "photos").unwrap();
    expect![[r#"
        Photo.image of type ImageBlob (line 1)
        Photo.raw of type Blob (line 1)
        Photo.at of type LocalTime (line 1)
        Photo.key of type UUID (line 1)
        the relationship Team{people} to User{teams} (line 3)"#]]
    .assert_eq(&blueprint.requirements.unsupported.join("\n"));
}

#[test]
fn what_nothing_uses_is_named_too() {
    let text = "MOST = 3\nLEAST = 1\nenum Size { S, L }\nentity A { n Integer max(MOST) }\n";
    let blueprint = import(text, "a").unwrap();
    expect![[r#"
        line 2, not taken over: LEAST = 1: no validation names it
        line 3, not taken over: enum Size: no field has it"#]]
    .assert_eq(&blueprint.requirements.not_understood.join("\n"));
}

#[test]
fn a_user_of_ones_own_is_the_account() {
    let blueprint = import("entity User { phone String }\nentity Car\nrelationship OneToMany { User{cars} to Car{user required} }", "cars").unwrap();
    let names: Vec<&str> =
        blueprint.requirements.entities.iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(names, ["User", "Car"]);
    let relation = &blueprint.requirements.entities[1].relations[0];
    assert_eq!((relation.name.as_str(), relation.to.as_str(), relation.required), ("user", "User", true));
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    for (text, expected) in [
        ("entity A { a }", expect!["shop.jdl:1:14: the field's type is expected here, not `}`"]),
        (
            "entity A { a String required(",
            expect!["shop.jdl:1:30: the validation's value is expected here, not the end of the file"],
        ),
        (
            "entity A {\n  a String pattern(/x\n}",
            expect!["shop.jdl:2:20: this pattern does not end in its line; close it with `/`"],
        ),
        (
            "entity A { a String } /* no end",
            expect!["shop.jdl:1:23: this comment does not end; close it with `*/`"],
        ),
        (
            "entity A { a Sting }",
            expect![
                "shop.jdl:1:14: `Sting` is neither a type of JDL nor an enum of this file; add `enum … { … }`, or correct the type"
            ],
        ),
        (
            "entity A { a String }\nentity A { b String }",
            expect!["shop.jdl:2:8: `A` is the name of an entity already; rename or remove one of them"],
        ),
        (
            "entity A { aB String, a_b String }",
            expect!["shop.jdl:1:23: `a_b` is the name of a field of A already; rename or remove one of them"],
        ),
        (
            "entity A\nrelationship OneToFew { A to A }",
            expect![
                "shop.jdl:2:14: `OneToFew` is no kind of relationship; it is one of OneToOne, OneToMany, ManyToOne, ManyToMany"
            ],
        ),
        (
            "entity A\nrelationship OneToMany { A to B }",
            expect!["shop.jdl:2:31: there is no entity `B`; add it, or use one of A, User"],
        ),
        (
            "entity A { b String }\nentity B\nrelationship ManyToOne { A{b} to B }",
            expect![
                "shop.jdl:3:26: A has two things called `b`; name this relationship otherwise: `A{name} to B`"
            ],
        ),
        (
            "enum E { A, a }\nentity A { e E }",
            expect!["shop.jdl:1:13: `a` is a value of E already; rename or remove one of them"],
        ),
        (
            "enum E { }\nentity A { e E }",
            expect!["shop.jdl:1:6: an enum has 1 to 30 values, and E has 0; make an entity of it"],
        ),
        (
            "entitty A",
            expect![
                "shop.jdl:1:1: `entitty` begins nothing that JDL has; it has entity, enum, relationship, application, deployment, constants, and options such as paginate and dto"
            ],
        ),
        (
            "entity A { a String }\n; x",
            expect!["shop.jdl:2:1: `;` means nothing in JDL; remove it, or make a comment of it with `//`"],
        ),
        (
            "application { config { baseName",
            expect!["shop.jdl:1:32: the setting's value is expected here, not the end of the file"],
        ),
        ("deployment { a", expect!["shop.jdl:1:12: this bracket is not closed; close it with `}`"]),
        (
            "// nothing\n",
            expect!["shop.jdl:1:1: the file has no entity; describe one: `entity Book { title String }`"],
        ),
        (
            "entity A { n Integer min(5) max(1) }",
            expect!["shop.jdl:1:12: A.n: the least value 5 is above the greatest value 1; swap them"],
        ),
        (
            "entity Ä { n Integer }",
            expect![
                "shop.jdl:1:8: `Ä` cannot be a name here; use letters and digits, begin with a letter, at most 60 characters"
            ],
        ),
    ] {
        faults(text, expected);
    }
}

#[test]
fn a_huge_file_is_refused_unread() {
    faults(
        &"// x\n".repeat(60_000),
        expect![
            "shop.jdl:1:1: at most 262144 bytes of JDL are read, and this has 300000; split it into several products"
        ],
    );
}

#[test]
fn what_is_too_much_to_plan_is_refused_before_it_is_compared() {
    faults(
        &"entity A\n".repeat(25_000),
        expect![
            "shop.jdl:41:8: there are 25000 entities, and at most 40 are read; leave out what can wait, or split it"
        ],
    );
    faults(
        &format!("entity A {{ {} }}", "a String, ".repeat(25_000)),
        expect![
            "shop.jdl:1:8: there are 25000 fields of one entity, and at most 60 are read; leave out what can wait, or split it"
        ],
    );
}

mod any {
    use proptest::prelude::*;

    use super::*;

    const WORDS: &[&str] = &[
        "entity",
        "A",
        "B",
        "{",
        "}",
        "(",
        ")",
        "String",
        "required",
        "unique",
        "min(1)",
        "enum",
        "relationship",
        "OneToMany",
        "ManyToMany",
        "to",
        "User",
        ",",
        "a",
        "b",
        "application",
        "config",
        "baseName",
        "x",
        "paginate",
        "*",
        "with",
        "except",
        "@",
        "/",
        "//",
        "/*",
        "*/",
        "\n",
        "\"",
        "=",
        "1",
        "deployment",
        "Blob",
        "E",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn text_is_read_or_refused(text in any::<String>()) {
            let _ = import(&text, "any");
        }

        #[test]
        fn words_of_jdl_are_read_or_refused(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
            let text = words.join(" ");
            if let Ok(blueprint) = import(&text, "any") {
                prop_assert_eq!(read(&write(&blueprint)), Ok(blueprint));
            }
        }
    }
}
