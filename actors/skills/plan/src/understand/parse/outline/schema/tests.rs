//! The same model in every notation.

use crate::understand::understand;
use protocol::requirements::{FieldConstraint, FieldKind, RelationKind, Requirements};

fn field(of: &Requirements, record: &str, name: &str) -> (FieldKind, Vec<FieldConstraint>) {
    let entity = of.entities.iter().find(|entity| entity.name == record);
    let field = entity.and_then(|entity| entity.fields.iter().find(|field| field.name == name));
    let field = field.unwrap_or_else(|| panic!("no {record}.{name}: {:#?}", of.entities));
    (field.kind, field.constraints.clone())
}

fn tied(of: &Requirements, from: &str, to: &str) -> Vec<(String, RelationKind)> {
    let entity = of.entities.iter().find(|entity| entity.name == from).unwrap_or_else(|| panic!("no {from}"));
    let links = entity.relations.iter().filter(|link| link.to == to);
    links.map(|link| (link.name.clone(), link.kind)).collect()
}

/// A kennel, some of whose dogs have a chip.
fn is_kennel(request: &str) {
    let known = understand(request).requirements;
    assert_eq!(field(&known, "Kennel", "city").0, FieldKind::String, "{request}");
    assert_eq!(field(&known, "Dog", "weight").0, FieldKind::Decimal, "{request}");
    assert_eq!(field(&known, "Dog", "vaccinated").0, FieldKind::Boolean, "{request}");
    assert_eq!(tied(&known, "Dog", "Kennel"), [("kennel".to_owned(), RelationKind::BelongsTo)], "{request}");
    let names: Vec<&str> = known.entities.iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(known.not_understood.is_empty(), "{request}: {:?}", known.not_understood);
}

#[test]
fn one_model_in_all_notations() {
    is_kennel(
        "class Kennel { city: string }\nclass Dog { weight: decimal; vaccinated: boolean; kennel: Kennel }",
    );
    is_kennel(
        "interface Kennel { city: string; dogs: Dog[] }\ninterface Dog { weight: number; vaccinated: boolean }",
    );
    is_kennel(
        "public class Kennel { private String city; }\npublic class Dog {\n  private double weight;\n  private boolean vaccinated;\n  private Kennel kennel;\n}",
    );
    is_kennel(
        "model Kennel {\n  id Int @id @default(autoincrement())\n  city String\n  dogs Dog[]\n}\nmodel Dog {\n  id Int @id\n  weight Float\n  vaccinated Boolean\n  kennel Kennel @relation(fields: [kennelId], references: [id])\n  kennelId Int\n}",
    );
    is_kennel(
        "erDiagram\n  KENNEL ||--o{ DOG : houses\n  KENNEL {\n    string city\n  }\n  DOG {\n    float weight\n    boolean vaccinated\n  }",
    );
    is_kennel(
        "class Kennel(models.Model):\n    city = models.CharField(max_length=80)\n\nclass Dog(models.Model):\n    weight = models.DecimalField(max_digits=5)\n    vaccinated = models.BooleanField()\n    kennel = models.ForeignKey(Kennel, on_delete=models.CASCADE)",
    );
    is_kennel(
        "```python\n@dataclass\nclass Kennel:\n    city: str\n\n@dataclass\nclass Dog:\n    weight: float\n    vaccinated: bool\n    kennel: Kennel\n```",
    );
    is_kennel("{\"kennels\": [{\"city\": \"Bern\", \"dogs\": [{\"weight\": 12.5, \"vaccinated\": true}]}]}");
    is_kennel(
        "## Kennel\n\n| Field | Type |\n|---|---|\n| city | string |\n\n## Dog\n\n| Field | Type |\n|---|---|\n| weight | decimal |\n| vaccinated | bool |\n| kennel | Kennel |\n",
    );
}

#[test]
fn what_is_noted_beside_a_member_is_kept() {
    let known = understand(
        "model Ticket {\n  code String @unique\n  note String?\n  state State\n}\nenum State { OPEN CLOSED }",
    )
    .requirements;
    assert!(field(&known, "Ticket", "code").1.contains(&FieldConstraint::Unique));
    assert!(field(&known, "Ticket", "note").1.contains(&FieldConstraint::Optional));
    let known = understand("| Entity | Fields |\n|---|---|\n| Boat | name (unique), length (decimal), nickname (optional) |\n| Dock | label |").requirements;
    assert!(field(&known, "Boat", "name").1.contains(&FieldConstraint::Unique));
    assert!(field(&known, "Boat", "nickname").1.contains(&FieldConstraint::Optional));
    assert_eq!(field(&known, "Boat", "length").0, FieldKind::Decimal);
    field(&known, "Dock", "label");
}

#[test]
fn two_relations_to_one_record_stay_two() {
    let known =
        understand("class Team { name: string }\nclass Match { kickoff: datetime; home: Team; away: Team }")
            .requirements;
    let names: Vec<String> = tied(&known, "Match", "Team").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["home", "away"]);
}

#[test]
fn lists_on_both_sides_are_one_join() {
    let known = understand(
        "class Song { title: string; playlists: Playlist[] }\nclass Playlist { name: string; songs: Song[] }",
    )
    .requirements;
    let ties = tied(&known, "Song", "Playlist").len() + tied(&known, "Playlist", "Song").len();
    assert_eq!(ties, 1);
}

#[test]
fn types_that_nobody_knows_are_named() {
    let known =
        understand("class Track { title: string; shape: Polygon }\nclass Run { day: date }").requirements;
    assert!(known.not_understood.iter().any(|words| words.contains("Polygon")), "{:?}", known.not_understood);
}

#[test]
fn braces_of_prose_are_no_records() {
    let known = understand("A shop with lamps {really nice ones} and a class of its own.").requirements;
    assert!(known.entities.iter().all(|entity| entity.name != "Of"), "{:#?}", known.entities);
}

#[test]
fn tables_of_sql_are_records() {
    is_kennel(
        "CREATE TABLE kennels (id SERIAL PRIMARY KEY, city VARCHAR(80) NOT NULL);\n\
         CREATE TABLE dogs (id SERIAL PRIMARY KEY, weight NUMERIC(5, 2), vaccinated BOOLEAN NOT NULL, \
         kennel_id INT NOT NULL REFERENCES kennels(id));",
    );
}

#[test]
fn what_a_new_record_starts_with_is_named() {
    let request = "model Seat { row Int @default(7) }\nmodel Hall { name String @default(cuid()) }";
    assert_eq!(understand(request).requirements.not_understood, ["default", "7"]);
}
