//! The functions of the store and their statements, read from its source: what a test walks cannot be forgotten.

#![allow(dead_code, reason = "each test file takes what it needs")]

use std::path::{Path, PathBuf};

/// A function of the store that takes part in statements.
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) signature: String,
    pub(crate) body: String,
}

/// Every function of the store that asks the database, without tests.
pub(crate) fn functions() -> Vec<Function> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, files) } else { files.push(path) }
        }
    }
    let mut files = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/src"), &mut files);
    let mut found = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let starts: Vec<usize> = text.match_indices("async fn ").map(|(at, _)| at).collect();
        for (i, start) in starts.iter().enumerate() {
            let end = starts.get(i + 1).copied().unwrap_or(text.len());
            let part = &text[*start..end];
            let name = part["async fn ".len()..].split(['(', '<']).next().unwrap().to_owned();
            let (signature, body) = part.split_once('{').unwrap_or((part, ""));
            found.push(Function { name, file: file.clone(), signature: signature.to_owned(), body: body.to_owned() });
        }
    }
    assert!(found.len() > 80, "the functions are found: {}", found.len());
    found
}

/// The string literals of a function that are statements, each on one line.
pub(crate) fn statements(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (i, literal) in body.split('"').enumerate() {
        let text = literal.split_whitespace().collect::<Vec<_>>().join(" ");
        let verbs = ["SELECT ", "UPDATE ", "DELETE ", "WITH "];
        if i % 2 == 1 && verbs.iter().any(|verb| text.starts_with(verb)) {
            found.push(text);
        }
    }
    found
}
