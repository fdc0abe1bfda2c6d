//! Programs of others that the tests work with: a real PostgreSQL, and a reader of PDF.

#![allow(dead_code, reason = "each test file takes what it needs")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// The address of a database of its own on the tests' PostgreSQL, which is started where it does not run.
pub(crate) fn postgres() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres");
    let started = Command::new(script).arg("start").output().unwrap();
    assert!(started.status.success(), "no PostgreSQL: {}", String::from_utf8_lossy(&started.stderr));
    let server = String::from_utf8(started.stdout).unwrap().trim().to_owned();
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let create = format!("CREATE DATABASE {name}");
    let created = Command::new("psql").args([&server, "-qX", "-c", &create]).output().unwrap();
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    format!("{}/{name}", server.trim_end_matches("/postgres"))
}

/// What a person reads on a PDF.
pub(crate) fn printed(pdf: &[u8]) -> String {
    let tool = Command::new("pdftotext").args(["-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut tool = tool.unwrap();
    let mut stdin = tool.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let fed = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = tool.wait_with_output().unwrap();
    fed.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
