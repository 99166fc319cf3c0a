//! The published JSON Schema (draft 2020-12), made of [`super::shape`].

use serde_json::{Map, Value, json};

use super::limits::FORMAT;
use super::shape::{BLUEPRINT, Case, Kind, Need, Shape};
use crate::understand::limits::NAME_CHARACTERS_MAX;

/// The schema of a whole blueprint.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    let mut schema = object(&BLUEPRINT, &mut definitions);
    if let Value::Object(keys) = &mut schema {
        keys.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        keys.insert("title".into(), "Samriddh blueprint".into());
        keys.insert("type".into(), "object".into());
        keys.insert("$defs".into(), definitions.into());
    }
    schema
}

fn object(shape: &Shape, definitions: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for key in shape.keys {
        let mut of = kind(&key.kind, definitions);
        if let Value::Object(of) = &mut of {
            of.insert("description".into(), key.about.into());
        }
        properties.insert(key.key.to_owned(), of);
        if key.need == Need::Must {
            required.push(key.key);
        }
    }
    // Where nothing has to be said, the name alone may stand.
    let types = if required.is_empty() { json!(["object", "null"]) } else { json!("object") };
    json!({ "type": types, "properties": properties, "required": required, "additionalProperties": false })
}

fn kind(of: &Kind, definitions: &mut Map<String, Value>) -> Value {
    match of {
        Kind::Version => json!({ "type": "integer", "const": FORMAT }),
        Kind::Text(max) => json!({ "type": ["string", "number", "boolean"], "maxLength": max }),
        Kind::Name(case) => name(*case),
        Kind::Word(words) => json!({ "type": "string", "enum": words }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Number { min: i64::MIN, max: i64::MAX } => json!({ "type": "integer" }),
        Kind::Number { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::List { of, max } => {
            json!({ "type": ["array", "null"], "items": kind(of, definitions), "maxItems": max })
        }
        Kind::Named { name: case, of, max } => json!({
            "type": ["object", "null"], "propertyNames": name(*case),
            "additionalProperties": kind(of, definitions), "maxProperties": max,
        }),
        Kind::Table(shape) => defined(shape, definitions),
        Kind::Short(short, shape) => {
            json!({ "anyOf": [kind(short, definitions), defined(shape, definitions)] })
        }
    }
}

fn name(case: Case) -> Value {
    json!({ "type": "string", "pattern": case.pattern(), "maxLength": NAME_CHARACTERS_MAX })
}

fn defined(shape: &Shape, definitions: &mut Map<String, Value>) -> Value {
    if !definitions.contains_key(shape.name) {
        let object = object(shape, definitions);
        definitions.insert(shape.name.to_owned(), object);
    }
    json!({ "$ref": format!("#/$defs/{}", shape.name) })
}
