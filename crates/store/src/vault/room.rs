//! How much room is left on the disks of this machine that the vault needs.

use std::path::Path;

use super::{Vault, VaultKind};

/// What a disk is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoomOf {
    /// The objects stand there; where files wait is on the same disk, or has an entry of its own.
    Objects,
    /// Files wait there until they are whole.
    Incoming,
}

/// The room on a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// What it is needed for.
    pub of: RoomOf,
    /// Bytes that the service may still write.
    pub free: u64,
    /// Bytes the disk has in all.
    pub size: u64,
}

impl Room {
    /// Whether less than a tenth of the disk is free. The tenth is ours.
    #[must_use]
    pub fn is_low(&self) -> bool {
        self.free < self.size / 10
    }
}

impl Vault {
    /// The room on each disk it needs. It asks the system, which may take as long as the disk does; what the system does not
    /// tell is left out.
    #[must_use]
    pub fn rooms(&self) -> Vec<Room> {
        let objects = match &self.kind {
            VaultKind::Folder(folder) => Some(folder.as_path()),
            VaultKind::Bucket(_) => None,
        };
        let incoming = Some(self.incoming.as_path()).filter(|incoming| objects.is_none_or(|o| !same_disk(o, incoming)));
        let rooms = [(RoomOf::Objects, objects), (RoomOf::Incoming, incoming)];
        rooms.into_iter().filter_map(|(of, path)| room(of, path?)).collect()
    }
}

#[cfg(unix)]
fn same_disk(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let disk = |path: &Path| path.metadata().map(|meta| meta.dev()).ok();
    disk(one).is_some() && disk(one) == disk(other)
}

#[cfg(unix)]
fn room(of: RoomOf, path: &Path) -> Option<Room> {
    let disk = rustix::fs::statvfs(path).ok()?;
    let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
    Some(Room { of, free: bytes(disk.f_bavail), size: bytes(disk.f_blocks) })
}

#[cfg(not(unix))]
fn same_disk(_: &Path, _: &Path) -> bool {
    true
}

#[cfg(not(unix))]
fn room(_: RoomOf, _: &Path) -> Option<Room> {
    None
}
