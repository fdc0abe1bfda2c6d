//! Who uses the keys now: every process that serves, or none while they are changed.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::installation::{NotOpened, private_folder};

/// Held for as long as the keys are used. Cheap to clone; the last clone lets go.
#[derive(Debug, Clone)]
pub struct InUse {
    _file: Arc<File>,
}

impl InUse {
    /// Together with others who serve with them. Waits while they are changed, which takes seconds.
    ///
    /// # Errors
    /// The file cannot be made or locked.
    pub(crate) fn with_others(data: &Path) -> Result<Self, NotOpened> {
        let (path, file) = file(data)?;
        file.lock_shared().map_err(|error| NotOpened::File { path, error })?;
        Ok(Self { _file: Arc::new(file) })
    }

    /// Alone, to change them; none = a service of this machine uses them.
    ///
    /// # Errors
    /// The file cannot be made or locked.
    pub(super) fn alone(data: &Path) -> Result<Option<Self>, NotOpened> {
        let (path, file) = file(data)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: Arc::new(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(NotOpened::File { path, error }),
        }
    }
}

fn file(data: &Path) -> Result<(std::path::PathBuf, File), NotOpened> {
    let folder = data.join("keys");
    private_folder(&folder)?;
    let path = folder.join("in-use");
    let open = || -> io::Result<File> { File::options().create(true).truncate(false).write(true).open(&path) };
    let file = open().map_err(|error| NotOpened::File { path: path.clone(), error })?;
    Ok((path, file))
}
