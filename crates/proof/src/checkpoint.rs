//! Checkpoints: which log, how many leaves, which root (C2SP tlog-checkpoint).

use crate::hash::Hash;

/// The head of a log at one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log: one line.
    pub origin: String,
    /// The number of its leaves.
    pub size: u64,
    /// The root of its tree.
    pub root: Hash,
    /// What else it says, each a line that is not empty.
    pub more: Vec<String>,
}

/// The text is no checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a checkpoint: origin, size in decimal, root in base64, each on a line of its own")]
pub struct NoCheckpoint;

impl Checkpoint {
    /// The text that is signed.
    ///
    /// # Errors
    /// The origin or another line is empty or more than a line.
    pub fn text(&self) -> Result<String, NoCheckpoint> {
        let one_line = |line: &String| !line.is_empty() && !line.contains('\n');
        if !one_line(&self.origin) || !self.more.iter().all(one_line) {
            return Err(NoCheckpoint);
        }
        let more: String = self.more.iter().flat_map(|line| [line, "\n"]).collect();
        let made = tlog_tiles::Checkpoint::new(&self.origin, self.size, tlog_tiles::Hash(self.root.0), &more);
        String::from_utf8(made.map_err(|_| NoCheckpoint)?.to_bytes()).map_err(|_| NoCheckpoint)
    }

    /// Reads such a text.
    ///
    /// # Errors
    /// It is none.
    pub fn read(text: &str) -> Result<Self, NoCheckpoint> {
        let mut lines = text.strip_suffix('\n').ok_or(NoCheckpoint)?.split('\n');
        let mut line = || lines.next().filter(|line| !line.is_empty()).ok_or(NoCheckpoint);
        let (origin, size, root) = (line()?.to_owned(), line()?, line()?);
        let number: u64 = size.parse().map_err(|_| NoCheckpoint)?;
        if number.to_string() != size {
            return Err(NoCheckpoint);
        }
        let root = Hash(tlog_tiles::Hash::parse_hash(root).map_err(|_| NoCheckpoint)?.0);
        let more = lines.map(|line| if line.is_empty() { Err(NoCheckpoint) } else { Ok(line.to_owned()) });
        Ok(Self { origin, size: number, root, more: more.collect::<Result<_, _>>()? })
    }
}
