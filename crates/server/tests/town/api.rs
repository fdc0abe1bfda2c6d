//! What a program can send, read from the description of the API: an operation that is added is met by itself.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value, json};
use tower::ServiceExt as _;

use super::{Answer, Town};

/// An operation that takes a body or texts in its address.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// The texts it takes after `?`.
    pub(crate) query: Vec<String>,
    /// A body that fits; none = it takes none.
    pub(crate) body: Option<Value>,
    /// The body is a file and no JSON.
    pub(crate) file: bool,
}

/// What fits where not just any text does.
fn fitting(name: &str) -> Option<Value> {
    Some(match name {
        "kinds" => json!(["company"]),
        "role" => json!("viewer"),
        "pack" => json!("tics-19"),
        "item" => json!("tics-19/3"),
        "answer" => json!("partial"),
        "email" => json!("filler@canary.example"),
        "until" => json!("2030-01-31"),
        "reported_on" => json!("2026-04-01"),
        "result" => json!({ "pack": "tics-19", "answers": [{ "item": "tics-19/1", "answer": "partial" }] }),
        "corporate_number" | "capital" | "prefecture" | "edition" | "sha256" => Value::Null,
        "reading" => json!("ミホン"),
        "language" => json!("ja"),
        "main_industry" => json!("E26"),
        _ => return None,
    })
}

/// A value of a schema.
fn value(document: &Value, name: &str, schema: &Value) -> Value {
    if let Some(fits) = fitting(name) {
        return fits;
    }
    if let Some(named) = schema["$ref"].as_str() {
        return value(document, name, document.pointer(named.trim_start_matches('#')).unwrap());
    }
    if let Some(first) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()).and_then(|all| all.first()) {
        return value(document, name, first);
    }
    if let Some(properties) = schema["properties"].as_object() {
        // A role or a last day of support: never both.
        let either = |name: &str| !name.ends_with("until") || !properties.contains_key("role");
        let fields = properties.iter().filter(|(name, _)| either(name));
        let fields = fields.map(|(name, of)| (name.clone(), value(document, name, of)));
        return Value::Object(fields.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>());
    }
    let kind = schema["type"].as_str().or(schema["type"].get(0).and_then(Value::as_str)).unwrap_or_default();
    match (kind, schema["enum"].get(0)) {
        (_, Some(first)) => first.clone(),
        ("array", _) => json!([value(document, "", &schema["items"])]),
        ("string", _) => json!("見本"),
        ("integer" | "number", _) => json!(0),
        ("boolean", _) => json!(false),
        _ => Value::Null,
    }
}

/// Every operation that needs a token and takes something that somebody may have typed.
pub(crate) fn operations() -> Vec<Operation> {
    let document = server::openapi();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap().iter().filter(|(_, one)| !one["security"].is_null()) {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let texts = parameters.iter().filter(|one| one["in"] == "query" && one["name"] != "limit");
            let query: Vec<String> = texts.map(|one| one["name"].as_str().unwrap().to_owned()).collect();
            let content = operation["requestBody"]["content"].as_object();
            let file = content.is_some_and(|content| !content.contains_key("application/json"));
            let schema = content.and_then(|content| content.get("application/json"));
            let body = schema.map(|json| value(&document, "", &json["schema"]));
            let body = if file { Some(json!("1,,○")) } else { body };
            if body.is_none() && query.is_empty() {
                continue;
            }
            let id = operation["operationId"].as_str().unwrap().to_owned();
            found.push(Operation { id, method: method.to_uppercase(), path: path.clone(), query, body, file });
        }
    }
    found
}

/// The places of the texts in a value, as JSON pointers.
fn texts(value: &Value, at: &str, places: &mut Vec<String>) {
    match value {
        Value::String(_) => places.push(at.to_owned()),
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(i, one)| texts(one, &format!("{at}/{i}"), places));
        }
        Value::Object(all) => {
            all.iter().for_each(|(name, one)| texts(one, &format!("{at}/{name}"), places));
        }
        _ => {}
    }
}

impl Operation {
    /// Its body with the word in each of its texts by itself, and in all of them.
    pub(crate) fn bodies(&self, word: &str) -> Vec<Value> {
        let Some(body) = &self.body else { return Vec::new() };
        let mut places = Vec::new();
        texts(body, "", &mut places);
        let with = |chosen: &[String]| {
            let mut body = body.clone();
            for place in chosen {
                let ascii: String = word.chars().filter(char::is_ascii).collect();
                let typed = if place.ends_with("email") { format!("{ascii}@canary.example") } else { word.to_owned() };
                *body.pointer_mut(place).unwrap() = Value::String(typed);
            }
            body
        };
        places.iter().map(|place| with(std::slice::from_ref(place))).chain([with(&places)]).collect()
    }

    /// Its address with these ids.
    pub(crate) fn address(&self, ids: &BTreeMap<&str, String>) -> String {
        let named = |path: String, (name, id): (&&str, &String)| path.replace(&format!("{{{name}}}"), id);
        ids.iter().fold(self.path.clone(), named)
    }

    /// The same with the word in each text after `?` by itself.
    pub(crate) fn addresses(&self, ids: &BTreeMap<&str, String>, word: &str) -> Vec<String> {
        let path = self.address(ids);
        let with = |name: &String| format!("{path}?{}", super::forms::encode(&[(name.clone(), word.to_owned())]));
        self.query.iter().map(with).collect()
    }
}

impl Town {
    /// One request of a program.
    pub(crate) async fn by_token(
        &self,
        token: &str,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: Option<(&str, Vec<u8>)>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("authorization", format!("Bearer {token}")).header(header::HOST, "127.0.0.1:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (kind, bytes) = body.unwrap_or(("", Vec::new()));
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(bytes)).unwrap()).await.unwrap();
        let text =
            |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let location = [text(header::LOCATION), text(header::ETAG)].join(" ");
        let (kind, status) = (text(header::CONTENT_TYPE), response.status());
        let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        Answer { status, location, kind, bytes }
    }
}
