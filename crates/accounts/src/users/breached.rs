//! A list of passwords that leaked elsewhere, in a file too large to load.
//!
//! The file is what "Pwned Passwords" offers ordered by hash: one line each, forty hexadecimal
//! digits of SHA-1, then anything after a colon. It is searched by halving, a few dozen reads each.

use std::cmp::Ordering;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Hexadecimal digits of a SHA-1 digest.
const DIGITS: usize = 40;
/// No line of such a list is longer.
const LONGEST_LINE: u64 = 128;

/// Where the list is. Every search opens it anew, so that it may be replaced by a newer one.
#[derive(Debug, Clone)]
pub struct BreachedPasswords {
    path: PathBuf,
}

impl BreachedPasswords {
    /// A list in a file.
    ///
    /// # Errors
    /// A file that cannot be read, or does not begin as such a list does.
    pub fn open(path: &Path) -> io::Result<Self> {
        let list = Self {
            path: path.to_owned(),
        };
        let mut reader = BufReader::new(File::open(path)?);
        let first = line_at(&mut reader, 0)?;
        if first.as_deref().and_then(digest_of).is_none() {
            let message = "is not a list of SHA-1 digests ordered by hash";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(list)
    }

    /// Whether the list has a digest, in upper-case hexadecimal.
    pub(crate) fn contains(&self, digest: &str) -> io::Result<bool> {
        let file = File::open(&self.path)?;
        let (mut low, mut high) = (0, file.metadata()?.len());
        let mut reader = BufReader::with_capacity(256, file);
        // The line that begins at or after `low` and before `high` is the one, if any is.
        while low < high {
            let middle = low + (high - low) / 2;
            let start = line_start(&mut reader, middle)?;
            let found = if start < high {
                line_at(&mut reader, start)?
            } else {
                None
            };
            let Some(line) = found else {
                high = middle;
                continue;
            };
            match digest_of(&line).map(|listed| listed.as_str().cmp(digest)) {
                Some(Ordering::Equal) => return Ok(true),
                Some(Ordering::Less) => low = start + length(&line),
                Some(Ordering::Greater) | None => high = middle,
            }
        }
        Ok(false)
    }
}

/// Where the first line begins that begins at this place or after it.
fn line_start(reader: &mut BufReader<File>, place: u64) -> io::Result<u64> {
    let Some(before) = place.checked_sub(1) else {
        return Ok(0);
    };
    let rest = line_at(reader, before)?.unwrap_or_default();
    Ok(before + length(&rest))
}

/// What is left of the line at a place, with its end; `None` at the end of the file.
fn line_at(reader: &mut BufReader<File>, place: u64) -> io::Result<Option<Vec<u8>>> {
    reader.seek(SeekFrom::Start(place))?;
    let mut line = Vec::new();
    let read = io::Read::take(&mut *reader, LONGEST_LINE).read_until(b'\n', &mut line)?;
    Ok((read > 0).then_some(line))
}

fn digest_of(line: &[u8]) -> Option<String> {
    let digits = line.get(..DIGITS)?;
    let ends = line.get(DIGITS).is_none_or(|byte| b":\r\n".contains(byte));
    let text = str::from_utf8(digits).ok()?;
    (ends && digits.iter().all(u8::is_ascii_hexdigit)).then(|| text.to_ascii_uppercase())
}

fn length(line: &[u8]) -> u64 {
    u64::try_from(line.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(number: u64) -> String {
        format!("{:040X}", u128::from(number) * 7_919)
    }

    fn list(lines: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("breached.txt");
        std::fs::write(&path, lines).unwrap();
        (folder, path)
    }

    #[test]
    fn every_line_of_a_list_is_found_and_nothing_between_them() {
        let lines: Vec<String> = (0..500)
            .map(|number| {
                format!(
                    "{}:{}\r\n",
                    digest(2 * number),
                    10_u64.pow(u32::try_from(number % 7).unwrap())
                )
            })
            .collect();
        let (_folder, path) = list(&lines.concat());

        let list = BreachedPasswords::open(&path).unwrap();

        for number in 0..1000 {
            let listed = number % 2 == 0;
            assert_eq!(list.contains(&digest(number)).unwrap(), listed, "{number}");
        }
    }

    #[test]
    fn the_last_line_needs_no_end_and_a_list_may_have_one_line() {
        let (_folder, path) = list(&digest(5).to_lowercase());

        let list = BreachedPasswords::open(&path).unwrap();

        assert!(list.contains(&digest(5)).unwrap());
        assert!(!list.contains(&digest(4)).unwrap() && !list.contains(&digest(6)).unwrap());
    }

    #[test]
    fn a_file_that_is_no_such_list_is_refused() {
        let (_folder, path) = list("password\n123456\n");

        assert!(BreachedPasswords::open(&path).is_err());
        assert!(BreachedPasswords::open(Path::new("/nowhere/at/all")).is_err());
    }
}
