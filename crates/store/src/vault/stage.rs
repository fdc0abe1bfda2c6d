//! Hashing beside encrypting: what is stored is hashed and written, or read and hashed, in a thread of its own, while another one
//! encrypts or decrypts. Some pieces wait between the two; memory is constant.

use std::fs::File;
use std::io::{self, Read, Write};
use std::mem;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use record::Digest;
use sha2::{Digest as _, Sha256};

/// How long a piece is, in bytes.
const PIECE: usize = 256 * 1024;
/// How many pieces wait at most.
const WAITING: usize = 4;

/// How long what was stored is, and its SHA-256.
pub(super) type Measured = (u64, Digest);

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "the thread beside ended")
}

/// A file that is written and hashed beside.
pub(super) struct Writing {
    piece: Vec<u8>,
    pieces: Option<SyncSender<Vec<u8>>>,
    writer: Option<JoinHandle<io::Result<Measured>>>,
}

impl Writing {
    /// Begins to write this file.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub(super) fn into_file(file: File) -> io::Result<Self> {
        let (pieces, taken) = sync_channel(WAITING);
        let writer = thread::Builder::new().name("vault-write".to_owned()).spawn(move || written(file, &taken))?;
        Ok(Self { piece: Vec::with_capacity(PIECE), pieces: Some(pieces), writer: Some(writer) })
    }

    /// Waits until everything is written; what kept it from being written is told here or before.
    ///
    /// # Errors
    /// The disk does not take it.
    pub(super) fn finish(mut self) -> io::Result<Measured> {
        // Why the thread ended is told by itself.
        let _ = self.hand_over();
        self.ended()
    }

    fn hand_over(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.pieces.as_ref().ok_or_else(gone)?.send(piece).map_err(|_| gone())
    }

    fn ended(&mut self) -> io::Result<Measured> {
        self.pieces = None;
        self.writer.take().ok_or_else(gone)?.join().map_err(|_| gone())?
    }
}

fn written(mut file: File, pieces: &Receiver<Vec<u8>>) -> io::Result<Measured> {
    let (mut sha256, mut bytes) = (Sha256::new(), 0);
    for piece in pieces {
        file.write_all(&piece)?;
        sha256.update(&piece);
        bytes += piece.len() as u64;
    }
    Ok((bytes, Digest(sha256.finalize().into())))
}

impl Write for Writing {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let taken = buffer.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&buffer[..taken]);
        if self.piece.len() == PIECE && self.hand_over().is_err() {
            // The disk did not take what was handed over before: what it said is what went wrong.
            return match self.ended() {
                Ok(_) => Err(gone()),
                Err(error) => Err(error),
            };
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Something that is read and hashed beside.
pub(super) struct Reading {
    pieces: Option<Receiver<io::Result<Vec<u8>>>>,
    piece: Vec<u8>,
    from: usize,
    reader: Option<JoinHandle<Digest>>,
}

impl Reading {
    /// Begins to read.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub(super) fn of(from: impl Read + Send + 'static) -> io::Result<Self> {
        let (sender, pieces) = sync_channel(WAITING);
        let reader = thread::Builder::new().name("vault-read".to_owned()).spawn(move || read(from, &sender))?;
        Ok(Self { pieces: Some(pieces), piece: Vec::new(), from: 0, reader: Some(reader) })
    }

    /// SHA-256 of all of it, also of what nobody asked for.
    ///
    /// # Errors
    /// The rest cannot be read.
    pub(super) fn finish(mut self) -> io::Result<Digest> {
        io::copy(&mut self, &mut io::sink())?;
        self.reader.take().ok_or_else(gone)?.join().map_err(|_| gone())
    }
}

fn read(mut from: impl Read, pieces: &SyncSender<io::Result<Vec<u8>>>) -> Digest {
    let mut sha256 = Sha256::new();
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        let read = from.by_ref().take(PIECE as u64).read_to_end(&mut piece);
        sha256.update(&piece);
        let (failed, ended) = (read.is_err(), piece.is_empty());
        if !ended && pieces.send(Ok(piece)).is_err() {
            break;
        }
        if let Err(error) = read {
            // Nobody may wait for it any more.
            let _ = pieces.send(Err(error));
        }
        if failed || ended {
            break;
        }
    }
    Digest(sha256.finalize().into())
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.from == self.piece.len() {
            let Some(next) = self.pieces.as_ref().and_then(|pieces| pieces.recv().ok()) else { return Ok(0) };
            (self.piece, self.from) = (next?, 0);
        }
        let taken = buffer.len().min(self.piece.len() - self.from);
        buffer[..taken].copy_from_slice(&self.piece[self.from..self.from + taken]);
        self.from += taken;
        Ok(taken)
    }
}

impl io::BufRead for Reading {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.from == self.piece.len()
            && let Some(next) = self.pieces.as_ref().and_then(|pieces| pieces.recv().ok())
        {
            (self.piece, self.from) = (next?, 0);
        }
        Ok(&self.piece[self.from..])
    }

    fn consume(&mut self, amount: usize) {
        self.from = (self.from + amount).min(self.piece.len());
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufRead as _;

    use super::*;

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|at| u8::try_from(at * 31 % 251).unwrap_or(0)).collect()
    }

    #[test]
    fn what_is_written_and_read_beside_is_the_same_and_so_is_its_digest() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 10 * PIECE + 7] {
            let (bytes, file) = (bytes(length), tempfile::NamedTempFile::new().unwrap());
            let mut writing = Writing::into_file(file.reopen().unwrap()).unwrap();
            writing.write_all(&bytes).unwrap();
            assert_eq!(writing.finish().unwrap(), (length as u64, Digest::of(&bytes)), "{length}");
            let mut reading = Reading::of(file.reopen().unwrap()).unwrap();
            let mut found = Vec::new();
            reading.by_ref().take(100).read_to_end(&mut found).unwrap();
            assert_eq!(found, bytes[..length.min(100)], "{length}");
            assert_eq!(reading.fill_buf().unwrap().is_empty(), length <= 100, "{length}");
            assert_eq!(reading.finish().unwrap(), Digest::of(&bytes), "{length}: also of what nobody read");
        }
    }

    #[test]
    fn what_the_disk_says_is_what_went_wrong() {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut writing = Writing::into_file(full).unwrap();
        let error = match writing.write_all(&bytes(20 * PIECE)) {
            Err(error) => error,
            Ok(()) => writing.finish().unwrap_err(),
        };
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut short = Writing::into_file(full).unwrap();
        short.write_all(b"short").unwrap();
        assert_eq!(short.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn a_line_that_breaks_in_the_middle_is_told() {
        struct Breaks(usize);
        impl Read for Breaks {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if self.0 == 0 {
                    return Err(io::Error::other("the line broke"));
                }
                let some = buffer.len().min(self.0);
                self.0 -= some;
                Ok(some)
            }
        }
        let mut reading = Reading::of(Breaks(3 * PIECE + 5)).unwrap();
        let mut found = Vec::new();
        let error = reading.read_to_end(&mut found).unwrap_err();
        assert_eq!((error.to_string().as_str(), found.len()), ("the line broke", 3 * PIECE + 5));
        drop(Reading::of(io::repeat(0)).unwrap());
    }
}
