//! The file: inside `age` and gzip, a line that says what it is, then sections, each a letter, the length of its content in
//! four bytes and the content. `H` is the header, `T` a table, `R` some of its rows, `Z` what the whole comes to.
//!
//! A reader takes every section or none: one of a letter it does not know makes it refuse the file, because it would leave
//! something out. Knows bytes; knows no database.

use std::io::{self, BufRead, BufReader, Read, Write};

use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use record::Digest;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{Cell, CellKind, Rows};

use super::{BadBackup, Contents, FORMAT, Header, Holds, Identities, Recipients};

/// The first line.
const BEGINS: &[u8] = b"mamori-backup\n";
/// How every gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// The longest section: more than any row a database takes from us.
const LONGEST: u32 = 256 << 20;
/// How much is decrypted at once.
const AT_ONCE: usize = 64 << 10;

/// A table as its section says it: its name, and each column with its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TableHead {
    pub(super) name: String,
    pub(super) columns: Vec<(String, String)>,
}

/// What the whole comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Whole {
    tables: Vec<(String, u64)>,
    sha256: String,
}

/// Writes a backup.
pub(super) struct FileWriter<W: Write> {
    out: GzEncoder<StreamWriter<W>>,
    sha256: Sha256,
    header: Header,
    tables: Vec<(String, u64)>,
}

impl<W: Write> FileWriter<W> {
    /// Begins one.
    pub(super) fn begin(out: W, recipients: &Recipients, header: Header) -> io::Result<Self> {
        let recipients = recipients.0.iter().map(|one| one as &dyn age::Recipient);
        let encrypted = Encryptor::with_recipients(recipients).map_err(io::Error::other)?.wrap_output(out)?;
        let out = GzEncoder::new(encrypted, Compression::fast());
        let mut begun = Self { out, sha256: Sha256::new(), header, tables: Vec::new() };
        begun.write(BEGINS)?;
        let header = serde_json::to_vec(&begun.header)?;
        begun.section(b'H', &header)?;
        Ok(begun)
    }

    /// The rows that follow are of this table.
    pub(super) fn table(&mut self, head: &TableHead) -> io::Result<()> {
        self.tables.push((head.name.clone(), 0));
        self.section(b'T', &serde_json::to_vec(head)?)
    }

    /// Some rows.
    pub(super) fn rows(&mut self, rows: &Rows) -> io::Result<()> {
        let mut content = Vec::new();
        for cell in rows.iter().flatten() {
            put(&mut content, cell)?;
        }
        if let Some((_, count)) = self.tables.last_mut() {
            *count += rows.len() as u64;
        }
        self.section(b'R', &content)
    }

    /// Ends it; gives what was written to and what is in it.
    pub(super) fn finish(mut self) -> io::Result<(W, Contents)> {
        let sha256 = Digest(self.sha256.clone().finalize().into()).to_string();
        let whole = Whole { tables: self.tables.clone(), sha256: sha256.clone() };
        self.section(b'Z', &serde_json::to_vec(&whole)?)?;
        let out = self.out.finish()?.finish()?;
        Ok((out, Contents { header: self.header, tables: self.tables, sha256 }))
    }

    fn section(&mut self, letter: u8, content: &[u8]) -> io::Result<()> {
        let length = u32::try_from(content.len()).ok().filter(|length| *length <= LONGEST);
        let length = length.ok_or_else(|| io::Error::other("a row is larger than a backup takes"))?;
        self.write(&[letter])?;
        self.write(&length.to_be_bytes())?;
        self.write(content)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sha256.update(bytes);
        self.out.write_all(bytes)
    }
}

fn put(content: &mut Vec<u8>, cell: &Cell) -> io::Result<()> {
    let mut sized = |letter: u8, bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        content.push(letter);
        content.extend_from_slice(&length.to_be_bytes());
        content.extend_from_slice(bytes);
        Ok(())
    };
    match cell {
        Cell::Text(text) => sized(b't', text.as_bytes()),
        Cell::Bytes(bytes) => sized(b'b', bytes),
        Cell::Null => {
            content.push(b'n');
            Ok(())
        }
        Cell::Integer(number) => {
            content.push(b'i');
            content.extend_from_slice(&number.to_be_bytes());
            Ok(())
        }
    }
}

/// What comes next in a backup.
#[derive(Debug)]
pub(super) enum Section {
    /// A table, with its columns.
    Table(String, Vec<(String, CellKind)>),
    /// Some rows of it.
    Rows(Rows),
    /// All of it was read, and it is whole.
    End(Contents),
}

/// Reads a backup.
pub(super) struct FileReader<R: BufRead> {
    input: GzDecoder<BufReader<StreamReader<R>>>,
    sha256: Sha256,
    header: Header,
    columns: Vec<(String, CellKind)>,
    tables: Vec<(String, u64)>,
}

impl<R: BufRead> FileReader<R> {
    /// Opens one.
    pub(super) fn open(input: R, identities: &Identities) -> Result<Self, BadBackup> {
        let decryptor = Decryptor::new_buffered(input).map_err(undecrypted)?;
        let identities = identities.0.iter().map(|one| one as &dyn age::Identity);
        let decrypted = decryptor.decrypt(identities).map_err(undecrypted)?;
        // What can be decrypted is what somebody encrypted: if it is no gzip, it is something else than a backup.
        let mut decrypted = BufReader::with_capacity(AT_ONCE, decrypted);
        if !decrypted.fill_buf().map_err(unread)?.starts_with(&GZIP) {
            return Err(BadBackup::NoBackup);
        }
        let header = Header {
            format: FORMAT,
            holds: Holds::Record,
            mamori: String::new(),
            migration: 0,
            database: String::new(),
            taken_at: jiff::Timestamp::UNIX_EPOCH,
            head: None,
            keys: Vec::new(),
            files: 0,
            vault_keys: 0,
        };
        let input = GzDecoder::new(decrypted);
        let mut opened = Self { input, sha256: Sha256::new(), header, columns: Vec::new(), tables: Vec::new() };
        let mut begins = [0; BEGINS.len()];
        opened.input.read_exact(&mut begins).map_err(unread)?;
        if begins != BEGINS {
            return Err(BadBackup::NoBackup);
        }
        opened.sha256.update(BEGINS);
        let (letter, content) = opened.section()?;
        if letter != b'H' {
            return Err(BadBackup::NoBackup);
        }
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let Format { format } = serde_json::from_slice(&content).map_err(|_| BadBackup::NoBackup)?;
        if format != FORMAT {
            return Err(BadBackup::OtherFormat { found: format });
        }
        opened.header = serde_json::from_slice(&content).map_err(|error| BadBackup::Broken(error.to_string()))?;
        Ok(opened)
    }

    /// What stands at its beginning.
    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// The next section. After the end there is none.
    pub(super) fn following(&mut self) -> Result<Section, BadBackup> {
        let broken = |what: &str| BadBackup::Broken(what.to_owned());
        let sha256 = self.sha256.clone();
        let (letter, content) = self.section()?;
        match letter {
            b'T' => {
                let head: TableHead = serde_json::from_slice(&content).map_err(|_| broken("a table"))?;
                let kind = |(name, word): (String, String)| Some((name, CellKind::from_word(&word)?));
                let columns = head.columns.into_iter().map(kind).collect::<Option<Vec<_>>>();
                self.columns = columns.filter(|columns| !columns.is_empty()).ok_or_else(|| broken("a column"))?;
                self.tables.push((head.name.clone(), 0));
                Ok(Section::Table(head.name, self.columns.clone()))
            }
            b'R' => {
                let rows = rows(&content, &self.columns).ok_or_else(|| broken("a row"))?;
                let (_, count) = self.tables.last_mut().ok_or_else(|| broken("rows without a table"))?;
                *count += rows.len() as u64;
                Ok(Section::Rows(rows))
            }
            b'Z' => {
                let whole: Whole = serde_json::from_slice(&content).map_err(|_| broken("the end"))?;
                let found = Digest(sha256.finalize().into()).to_string();
                if whole.tables != self.tables {
                    return Err(broken("the number of rows"));
                }
                if whole.sha256 != found {
                    return Err(broken("SHA-256"));
                }
                // Nothing follows, and the last piece of the encryption is there, too.
                let more = self.input.read(&mut [0]).map_err(unread)?;
                if more > 0 || !self.input.get_mut().fill_buf().map_err(unread)?.is_empty() {
                    return Err(broken("something follows its end"));
                }
                let (header, tables) = (self.header.clone(), self.tables.clone());
                Ok(Section::End(Contents { header, tables, sha256: found }))
            }
            other => {
                Err(BadBackup::Broken(format!("a section `{}` that this version does not know", char::from(other))))
            }
        }
    }

    fn section(&mut self) -> Result<(u8, Vec<u8>), BadBackup> {
        let mut head = [0; 5];
        self.input.read_exact(&mut head).map_err(unread)?;
        let [letter, length @ ..] = head;
        let length = u32::from_be_bytes(length);
        if length > LONGEST {
            return Err(BadBackup::Broken("a section is longer than any".to_owned()));
        }
        // It grows with what is there, whatever length was claimed.
        let mut content = Vec::new();
        let read = self.input.by_ref().take(u64::from(length)).read_to_end(&mut content).map_err(unread)?;
        if read as u64 != u64::from(length) {
            return Err(BadBackup::Broken("its end is missing".to_owned()));
        }
        self.sha256.update(head);
        self.sha256.update(&content);
        Ok((letter, content))
    }
}

/// Rows of these columns; none = the content is something else.
fn rows(mut content: &[u8], columns: &[(String, CellKind)]) -> Option<Rows> {
    let mut rows = Rows::new();
    while !content.is_empty() {
        let mut row = Vec::with_capacity(columns.len());
        for (_, kind) in columns {
            let (letter, rest) = content.split_first()?;
            let (cell, rest) = match (letter, kind) {
                (b'n', _) => (Cell::Null, rest),
                (b'i', CellKind::Integer) => {
                    let (number, rest) = rest.split_first_chunk::<8>()?;
                    (Cell::Integer(i64::from_be_bytes(*number)), rest)
                }
                (b't', CellKind::Text) => {
                    let (bytes, rest) = sized(rest)?;
                    (Cell::Text(String::from_utf8(bytes.to_vec()).ok()?), rest)
                }
                (b'b', CellKind::Bytes) => {
                    let (bytes, rest) = sized(rest)?;
                    (Cell::Bytes(bytes.to_vec()), rest)
                }
                _ => return None,
            };
            row.push(cell);
            content = rest;
        }
        if row.is_empty() {
            return None;
        }
        rows.push(row);
    }
    Some(rows)
}

fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

fn undecrypted(error: DecryptError) -> BadBackup {
    match error {
        DecryptError::NoMatchingKeys => BadBackup::OtherIdentity,
        DecryptError::Io(error) => match unread(error) {
            // It ends before the encryption begins.
            BadBackup::Broken(_) => BadBackup::NoBackup,
            error => error,
        },
        DecryptError::InvalidMac | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            BadBackup::Broken("the beginning of the encryption".to_owned())
        }
        _ => BadBackup::NoBackup,
    }
}

/// What the layers above a file say of its content, and what the system says of the file.
fn unread(error: io::Error) -> BadBackup {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => BadBackup::Broken("its end is missing".to_owned()),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => BadBackup::Broken(error.to_string()),
        _ => BadBackup::Io(error),
    }
}

/// Reads all of a backup and tells what is in it.
///
/// # Errors
/// It cannot be read, is none, is encrypted to others, or is not whole.
pub fn check(input: impl Read, identities: &Identities) -> Result<Contents, BadBackup> {
    let mut reader = FileReader::open(BufReader::with_capacity(AT_ONCE, input), identities)?;
    loop {
        if let Section::End(contents) = reader.following()? {
            return Ok(contents);
        }
    }
}
