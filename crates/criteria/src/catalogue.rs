//! The catalogue: the checked packs an installation knows, and what one of them says about another.

use std::collections::HashSet;

use crate::edition::EditionId;
use crate::fault::{Expected, Fault, Found, Place, Thing};
use crate::pack::bodies::Bodies;
use crate::pack::cases::{Case, Cases};
use crate::pack::checklist::Checklist;
use crate::pack::contacts::Contacts;
use crate::pack::criteria::Criteria;
use crate::pack::industries::Industries;
use crate::pack::reference::Reference;
use crate::pack::{Content, Pack, parse};

/// Checked packs that refer to each other correctly.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    packs: Vec<Pack>,
}

/// The faults of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFaults {
    /// The file, as it was named.
    pub file: String,
    /// Its faults, ordered by line.
    pub faults: Vec<Fault>,
}

impl Catalogue {
    /// Checks the files (name, bytes), each for itself and all together.
    ///
    /// # Errors
    /// The faults, file by file.
    pub fn open<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Self, Vec<FileFaults>> {
        let mut packs = Vec::new();
        let mut names = Vec::new();
        let mut bad = Vec::new();
        for (file, bytes) in files {
            match parse(bytes) {
                Ok(pack) => {
                    packs.push(pack);
                    names.push(file);
                }
                Err(faults) => bad.push(FileFaults { file: file.to_owned(), faults }),
            }
        }
        // Only judged once every file reads: a case missing because its pack is broken is not news.
        if bad.is_empty() {
            for (file, pack) in names.iter().zip(&packs) {
                let faults = across(pack, &packs);
                if !faults.is_empty() {
                    bad.push(FileFaults { file: (*file).to_owned(), faults });
                }
            }
        }
        if bad.is_empty() { Ok(Self { packs }) } else { Err(bad) }
    }

    /// All packs, in the order they were opened.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The newest edition of the pack with this id.
    #[must_use]
    pub fn pack(&self, id: &str) -> Option<&Pack> {
        self.packs
            .iter()
            .filter(|pack| pack.edition.pack == id)
            .max_by(|a, b| a.edition.edition.cmp(&b.edition.edition))
    }

    /// The checklist with this id, in its newest edition.
    #[must_use]
    pub fn checklist(&self, id: &str) -> Option<(&Pack, &Checklist)> {
        let pack = self.pack(id)?;
        match &pack.content {
            Content::Checklist(checklist) => Some((pack, checklist)),
            _ => None,
        }
    }

    /// The checklist of exactly this edition: what was answered then is asked as it was.
    #[must_use]
    pub fn checklist_of(&self, edition: &EditionId) -> Option<&Checklist> {
        self.exactly(edition).and_then(|pack| match &pack.content {
            Content::Checklist(checklist) => Some(checklist),
            _ => None,
        })
    }

    /// The newest packs of cases.
    pub fn cases(&self) -> impl Iterator<Item = &Cases> {
        self.newest().filter_map(|pack| match &pack.content {
            Content::Cases(cases) => Some(cases),
            _ => None,
        })
    }

    /// The checklists of the same pack in other editions than `current`.
    pub fn older_checklists(&self, current: &EditionId) -> impl Iterator<Item = (&EditionId, &Checklist)> {
        self.packs.iter().filter_map(move |pack| match &pack.content {
            Content::Checklist(checklist) if pack.edition.pack == current.pack && pack.edition != *current => {
                Some((&pack.edition, checklist))
            }
            _ => None,
        })
    }

    /// The case with this id, and the pack it stands in.
    #[must_use]
    pub fn case(&self, id: &str) -> Option<(&Cases, &Case)> {
        self.cases().find_map(|pack| Some((pack, pack.cases.iter().find(|case| case.id == id)?)))
    }

    /// The consultation desks.
    #[must_use]
    pub fn contacts(&self) -> Option<&Contacts> {
        self.newest().find_map(|pack| match &pack.content {
            Content::Contacts(contacts) => Some(contacts),
            _ => None,
        })
    }

    /// Industries, prefectures, eras.
    #[must_use]
    pub fn reference(&self) -> Option<&Reference> {
        self.newest().find_map(|pack| match &pack.content {
            Content::Reference(reference) => Some(reference),
            _ => None,
        })
    }

    /// The certification bodies.
    #[must_use]
    pub fn bodies(&self) -> Option<&Bodies> {
        self.newest().find_map(|pack| match &pack.content {
            Content::Bodies(bodies) => Some(bodies),
            _ => None,
        })
    }

    /// Industries with the size limits of their sectors.
    #[must_use]
    pub fn industries(&self) -> Option<&Industries> {
        self.newest().find_map(|pack| match &pack.content {
            Content::Industries(industries) => Some(industries),
            _ => None,
        })
    }

    /// The criteria with this id, in their newest edition.
    #[must_use]
    pub fn criteria(&self, id: &str) -> Option<(&Pack, &Criteria)> {
        let pack = self.pack(id)?;
        Some((pack, as_criteria(pack)?))
    }

    /// The criteria of exactly this edition: a case is audited against those that were agreed (INV-26).
    #[must_use]
    pub fn criteria_of(&self, edition: &EditionId) -> Option<&Criteria> {
        self.exactly(edition).and_then(as_criteria)
    }

    /// The newest rules of a case, as `scheme::rules::Rules::read` takes them.
    #[must_use]
    pub fn rules(&self) -> Option<&Pack> {
        self.newest().find(|pack| matches!(pack.content, Content::Rules(_)))
    }

    /// The pack of exactly this edition.
    #[must_use]
    pub fn exactly(&self, edition: &EditionId) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.edition == *edition)
    }

    fn newest(&self) -> impl Iterator<Item = &Pack> {
        self.packs
            .iter()
            .filter(|pack| self.pack(&pack.edition.pack).is_some_and(|newest| newest.edition == pack.edition))
    }
}

fn as_criteria(pack: &Pack) -> Option<&Criteria> {
    match &pack.content {
        Content::Criteria(criteria) => Some(criteria),
        _ => None,
    }
}

/// What `pack` says about the other packs and should not.
fn across(pack: &Pack, all: &[Pack]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let same = all
        .iter()
        .filter(|other| other.edition.pack == pack.edition.pack && other.edition.edition == pack.edition.edition);
    if same.count() > 1 {
        faults.push(Fault::new(Place::path("edition"), Expected::UniqueId, Found::value(&pack.edition.edition)));
    }
    match &pack.content {
        Content::Checklist(checklist) => {
            let known: HashSet<&str> = all
                .iter()
                .filter_map(|other| match &other.content {
                    Content::Cases(cases) => Some(cases),
                    _ => None,
                })
                .flat_map(|cases| &cases.cases)
                .map(|case| case.id.as_str())
                .collect();
            for item in &checklist.items {
                for case in item.cases.iter().filter(|case| !known.contains(case.as_str())) {
                    faults.push(Fault::new(
                        Place::path(format!("{}.cases", item.id)),
                        Expected::Existing(Thing::Case),
                        Found::value(case),
                    ));
                }
            }
        }
        Content::Contacts(contacts) => {
            let known: HashSet<&str> = all
                .iter()
                .filter_map(|other| match &other.content {
                    Content::Reference(reference) => Some(reference),
                    _ => None,
                })
                .flat_map(|reference| &reference.prefectures)
                .map(|prefecture| prefecture.code.as_str())
                .collect();
            let mut served = HashSet::new();
            for desk in &contacts.desks {
                for code in &desk.prefectures {
                    let path = || Place::path(format!("{}.prefectures", desk.id));
                    if !known.contains(code.as_str()) {
                        faults.push(Fault::new(path(), Expected::Existing(Thing::Prefecture), Found::value(code)));
                    }
                    if !served.insert(code) {
                        faults.push(Fault::new(path(), Expected::UniqueId, Found::value(code)));
                    }
                }
            }
        }
        Content::Criteria(criteria) => {
            let known: HashSet<&str> = all
                .iter()
                .filter_map(|other| match &other.content {
                    Content::Checklist(checklist) => Some(checklist),
                    _ => None,
                })
                .flat_map(|checklist| &checklist.items)
                .map(|item| item.id.as_str())
                .collect();
            for requirement in &criteria.requirements {
                for item in requirement.derived_from.iter().filter(|item| !known.contains(item.as_str())) {
                    faults.push(Fault::new(
                        Place::path(format!("{}.derived_from", requirement.id)),
                        Expected::Existing(Thing::ListedItem),
                        Found::value(item),
                    ));
                }
            }
        }
        Content::Cases(_) | Content::Reference(_) | Content::Bodies(_) | Content::Industries(_) | Content::Rules(_) => {
        }
    }
    faults
}
