//! Every address of the router, read from its source: one that is added is here by itself.

use std::path::Path;

/// One address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    /// Its pattern: `/checks/{check}`.
    pub(crate) path: String,
    /// Whether it is read.
    pub(crate) gets: bool,
    /// Whether something is sent to it.
    pub(crate) posts: bool,
    /// What else is asked of it: `put`, `patch`, `delete`.
    pub(crate) others: Vec<&'static str>,
}

/// All of them, in the order of their patterns.
pub(crate) fn all() -> Vec<Route> {
    let mut routes = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut routes);
    routes.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(routes.len() > 40, "the addresses were found: {}", routes.len());
    routes
}

fn read(folder: &Path, routes: &mut Vec<Route>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, routes);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            routes.extend(text.split(".route(").skip(1).map(route));
        }
    }
}

/// What stands between the brackets of `.route(…)`.
fn route(rest: &str) -> Route {
    let mut depth = 1;
    let end = rest.char_indices().find_map(|(at, c)| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        (depth == 0).then_some(at)
    });
    let inside = &rest[..end.unwrap()];
    let path = inside.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
    let path = path.unwrap_or_else(|| panic!("the address of a route is a literal: {inside}")).to_owned();
    let has = |method: &str| inside.contains(&format!("{method}("));
    let others = ["put", "patch", "delete"].into_iter().filter(|method| has(method)).collect();
    Route { path, gets: has("get"), posts: has("post"), others }
}

/// Whether an address is one of a pattern's.
pub(crate) fn is_of(pattern: &str, path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap();
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len() && pattern.iter().zip(&path).all(|(part, its)| part.starts_with('{') || part == its)
}
