//! JSON Schemas: of each kind of pack file, and of what the API and result files carry.
//!
//! The committed files under `schemas/` are generated from here (`mamori pack schema`); an editor
//! that reads `#:schema` lines checks a pack while it is written.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde_json::Value;

use crate::pack::bodies::Bodies;
use crate::pack::cases::Cases;
use crate::pack::checklist::Checklist;
use crate::pack::contacts::Contacts;
use crate::pack::criteria::Criteria;
use crate::pack::industries::Industries;
use crate::pack::reference::Reference;
use crate::pack::rules::Rules;

/// The kinds of pack files, by the word in their `kind` key.
pub const KINDS: [&str; 8] =
    ["checklist", "cases", "contacts", "reference", "bodies", "industries", "criteria", "rules"];

/// The schema of a pack file of this kind (JSON Schema 2020-12), if there is such a kind.
#[must_use]
pub fn of_kind(kind: &str) -> Option<Value> {
    let schema = match kind {
        "checklist" => of::<Checklist>(),
        "cases" => of::<Cases>(),
        "contacts" => of::<Contacts>(),
        "reference" => of::<Reference>(),
        "bodies" => of::<Bodies>(),
        "industries" => of::<Industries>(),
        "criteria" => of::<Criteria>(),
        "rules" => of::<Rules>(),
        _ => return None,
    };
    Some(as_file(schema, kind))
}

/// The schema of a type that stands in the API, self-contained.
#[must_use]
pub fn of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// A pack file: no unknown keys, and the `kind` in front.
fn as_file(schema: Schema, kind: &str) -> Value {
    let mut value = schema.to_value();
    close_objects(&mut value);
    value["properties"]["kind"] = serde_json::json!({ "const": kind });
    value["properties"]["$schema"] = serde_json::json!({ "type": "string" });
    if let Some(required) = value["required"].as_array_mut() {
        required.insert(0, Value::from("kind"));
    }
    value["$id"] = Value::from(format!("{kind}.json"));
    value
}

fn close_objects(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.contains_key("properties") {
                map.insert("additionalProperties".into(), Value::Bool(false));
            }
            map.values_mut().for_each(close_objects);
        }
        Value::Array(list) => list.iter_mut().for_each(close_objects),
        _ => {}
    }
}
