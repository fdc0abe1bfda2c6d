//! The forms of a page, read from its HTML: whatever a page asks for is found by itself.

use std::collections::BTreeMap;

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Anything that is typed; the words say which keyboard.
    Text(String),
    /// Nothing from a person.
    Hidden,
    /// One of these.
    OneOf(Vec<String>),
    /// This or nothing, each by itself.
    Tick(String),
    /// A file.
    File,
    /// What the button says that is pressed.
    Button(String),
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) takes: Takes,
    /// What stands in it; none = it is not sent.
    pub(crate) value: Option<String>,
    pub(crate) required: bool,
}

/// One form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) method: String,
    pub(crate) action: String,
    pub(crate) multipart: bool,
    pub(crate) fields: Vec<Field>,
}

/// What is sent.
#[derive(Debug, Clone)]
pub(crate) enum Sent {
    Fields(Vec<(String, String)>),
    Parts(Vec<(String, String, bool)>),
}

type Tag = (String, BTreeMap<String, String>);

fn tags(html: &str) -> Vec<(Tag, &str)> {
    let mut found = Vec::new();
    for part in html.split('<').skip(1) {
        let Some((inside, after)) = close(part) else { continue };
        let name: String = inside.chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
        found.push(((name.clone(), attributes(&inside[name.len()..])), after));
    }
    found
}

/// The tag, and the text after it: a `>` inside quotation marks does not end it.
fn close(part: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let end = part.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == '>' && !quoted
    });
    end.map(|(at, _)| (&part[..at], &part[at + 1..]))
}

fn attributes(mut rest: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let name: String = rest.chars().take_while(|c| !c.is_whitespace() && !"=/>".contains(*c)).collect();
        if name.is_empty() {
            return found;
        }
        rest = &rest[name.len()..];
        let value = match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let end = quoted.find('"').unwrap_or(quoted.len());
                rest = quoted.get(end + 1..).unwrap_or_default();
                plain(&quoted[..end])
            }
            None => String::new(),
        };
        found.insert(name, value);
    }
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// The forms of a page. A button that sends elsewhere makes a form of its own.
pub(crate) fn read(html: &str) -> Vec<Form> {
    let mut forms: Vec<(String, Form)> = Vec::new();
    let (mut inside, mut elsewhere) = (None, Vec::new());
    let tags = tags(html);
    for (at, ((name, attributes), text)) in tags.iter().enumerate() {
        let of = |key: &str| attributes.get(key).cloned();
        if name == "form" {
            let multipart = of("enctype").is_some_and(|kind| kind.starts_with("multipart"));
            let (method, action) = (of("method").unwrap_or("get".to_owned()), of("action").unwrap_or_default());
            forms.push((of("id").unwrap_or_default(), Form { method, action, multipart, fields: Vec::new() }));
            inside = Some(forms.len() - 1);
        } else if name == "/form" {
            inside = None;
        }
        let belongs = of("form").and_then(|id| forms.iter().position(|(its, _)| *its == id)).or(inside);
        let Some(form) = belongs else { continue };
        if let (Some(to), "button") = (of("formaction"), name.as_str()) {
            elsewhere.push((form, to));
        }
        let options = || options(&tags[at + 1..]);
        if let Some(field) = field(name, attributes, text, options) {
            add(&mut forms[form].1.fields, field);
        }
    }
    let others = elsewhere.into_iter().map(|(form, action)| Form { action, ..forms[form].1.clone() });
    let others: Vec<Form> = others.collect();
    let all: Vec<Form> = forms.into_iter().map(|(_, form)| form).chain(others).collect();
    let by_script: Vec<Form> = all.iter().flat_map(by_script).collect();
    all.into_iter().chain(by_script).collect()
}

/// What a module of the page sends with the fields of a form: the pattern of the form's address, and what it adds.
const BY_SCRIPT: [(&str, &str); 1] = [("/checks/{check}", "/drafts")];

fn by_script(form: &Form) -> Vec<Form> {
    let path = form.action.split(['?', '#']).next().unwrap();
    let adds = BY_SCRIPT.iter().filter(|(pattern, _)| form.method == "post" && super::routes::is_of(pattern, path));
    adds.map(|(_, adds)| Form { action: format!("{path}{adds}"), ..form.clone() }).collect()
}

/// The values of a list, with the one that is chosen.
fn options(tags: &[(Tag, &str)]) -> (Vec<String>, Option<String>) {
    let of_list = tags.iter().take_while(|((name, _), _)| name != "/select").filter(|((name, _), _)| name == "option");
    let all: Vec<(String, bool)> = of_list
        .map(|((_, attributes), text)| {
            let value = attributes.get("value").cloned().unwrap_or_else(|| plain(text));
            (value, attributes.contains_key("selected"))
        })
        .collect();
    let chosen = all.iter().find(|(_, selected)| *selected).or(all.first()).map(|(value, _)| value.clone());
    (all.into_iter().map(|(value, _)| value).collect(), chosen)
}

fn field(
    tag: &str,
    attributes: &BTreeMap<String, String>,
    text: &str,
    options: impl Fn() -> (Vec<String>, Option<String>),
) -> Option<Field> {
    let of = |key: &str| attributes.get(key).cloned();
    let name = of("name")?;
    let value = of("value").unwrap_or_default();
    let checked = attributes.contains_key("checked");
    let kind = of("type").unwrap_or("text".to_owned());
    let (takes, value) = match (tag, kind.as_str()) {
        ("select", _) => {
            let (all, chosen) = options();
            (Takes::OneOf(all), chosen)
        }
        ("textarea", _) => (Takes::Text("text".to_owned()), Some(plain(text))),
        ("button", _) => (Takes::Button(value), None),
        ("input", "radio") => (Takes::OneOf(vec![value.clone()]), checked.then_some(value)),
        ("input", "checkbox") => (Takes::Tick(value.clone()), checked.then_some(value)),
        ("input", "hidden") => (Takes::Hidden, Some(value)),
        ("input", "file") => (Takes::File, None),
        ("input", kind) => {
            let board = of("inputmode").unwrap_or_else(|| kind.to_owned());
            (Takes::Text(board), Some(value))
        }
        _ => return None,
    };
    Some(Field { name, takes, value, required: attributes.contains_key("required") })
}

/// The buttons of one choice, and those of one name, are one field.
fn add(fields: &mut Vec<Field>, field: Field) {
    let known = fields.iter_mut().find(|known| known.name == field.name);
    match (known, &field.takes) {
        (Some(Field { takes: Takes::OneOf(all), value, .. }), Takes::OneOf(more)) => {
            all.extend(more.iter().cloned());
            if field.value.is_some() {
                *value = field.value;
            }
        }
        (Some(Field { takes: Takes::Button(_), .. }), Takes::Button(_)) => {}
        _ => fields.push(field),
    }
}

/// The addresses of this site that a page links to, without what stands after `#`.
pub(crate) fn links(html: &str) -> Vec<String> {
    let anchors = tags(html).into_iter().filter(|((name, _), _)| name == "a");
    let to = anchors.filter_map(|((_, attributes), _)| attributes.get("href").cloned());
    to.map(|to| to.split('#').next().unwrap_or_default().to_owned())
        .filter(|to| to.starts_with('/') && !to.starts_with("/assets") && !to.starts_with("/en"))
        .collect()
}

impl Form {
    /// What is sent if nobody types anything and the first button is pressed.
    pub(crate) fn as_shown(&self) -> Sent {
        self.sent(|field| match &field.takes {
            Takes::Button(value) => Some(value.clone()),
            _ => field.value.clone(),
        })
    }

    /// What is sent with these values.
    pub(crate) fn sent(&self, value: impl Fn(&Field) -> Option<String>) -> Sent {
        let values = self.fields.iter().filter_map(|field| Some((field, value(field)?)));
        if self.multipart {
            Sent::Parts(values.map(|(field, value)| (field.name.clone(), value, field.takes == Takes::File)).collect())
        } else {
            Sent::Fields(values.map(|(field, value)| (field.name.clone(), value)).collect())
        }
    }
}

/// As it stands in a form that is sent, or after the `?` of an address.
pub(crate) fn encode(fields: &[(String, String)]) -> String {
    let one = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let all: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", one(name), one(value))).collect();
    all.join("&")
}

impl Sent {
    /// Its type and its bytes.
    pub(crate) fn encode(self) -> (String, Vec<u8>) {
        match self {
            Self::Fields(fields) => ("application/x-www-form-urlencoded".to_owned(), encode(&fields).into_bytes()),
            Self::Parts(parts) => {
                let mut body = String::new();
                for (name, value, file) in parts {
                    let file = if file { format!("; filename=\"{value}.csv\"") } else { String::new() };
                    body +=
                        &format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n");
                }
                ("multipart/form-data; boundary=part".to_owned(), (body + "--part--\r\n").into_bytes())
            }
        }
    }
}
