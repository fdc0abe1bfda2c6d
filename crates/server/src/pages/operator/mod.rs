//! The pages of who runs the installation, a file each.

pub(crate) mod accreditations;
pub(crate) mod backups;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod letters;
pub(crate) mod organisations;
pub(crate) mod storage;
