//! An archive has the files that were put in, and the same bytes each time.

use std::io::Read as _;
use std::process::Command;

use document::archive::{NoArchive, archive};

fn files() -> Vec<(String, Vec<u8>)> {
    vec![("README.txt".to_owned(), "確かめ方".as_bytes().to_vec()), ("空.json".to_owned(), Vec::new())]
}

#[test]
fn what_is_put_in_comes_out_and_the_same_files_give_the_same_bytes() {
    let made = archive(&files()).unwrap();
    assert_eq!(made, archive(&files()).unwrap());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&made)).unwrap();
    let mut found = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        found.push((file.name().unwrap().into_owned(), bytes));
    }
    assert_eq!(found, files());
}

#[test]
fn another_program_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    std::fs::write(&path, archive(&files()).unwrap()).unwrap();
    let listed = Command::new("python3").args(["-m", "zipfile", "-l"]).arg(&path).output().unwrap();
    let text = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.status.success() && text.contains("README.txt") && text.contains("空.json"), "{text}");
}

#[test]
fn two_files_of_one_name_are_refused() {
    let twice = [files(), files()].concat();
    assert_eq!(archive(&twice).unwrap_err(), NoArchive);
}
