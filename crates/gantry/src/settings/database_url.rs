//! Which database, in one address.

use std::fmt;
use std::path::{Path, PathBuf};

use gantry_core::Secret;

/// An address of SQLite or PostgreSQL; it may hold a password, so it is not printed whole.
#[derive(Debug, Clone)]
pub(crate) struct DatabaseUrl(Secret);

/// What a database address looks like.
pub(crate) const VALID: &str =
    "is sqlite:PATH for a file, or postgres://user:password@host/database";

impl DatabaseUrl {
    /// Reads an address. An SQLite database in memory is refused: it would forget everything.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let sqlite_file = text
            .strip_prefix("sqlite:")
            .is_some_and(|path| !path.is_empty() && !path.contains(":memory:"));
        let postgres = ["postgres://", "postgresql://"].iter().any(|scheme| {
            text.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty())
        });
        if sqlite_file || postgres {
            Ok(Self(Secret::new(text.to_owned())))
        } else {
            Err(VALID)
        }
    }

    /// The database file of a data directory.
    pub(crate) fn in_data_dir(data_dir: &Path) -> Self {
        let path = data_dir.join("gantry.db");
        Self(Secret::new(format!("sqlite:{}", path.display())))
    }

    /// The whole address, for connecting.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The file of an SQLite database.
    pub(crate) fn sqlite_path(&self) -> Option<PathBuf> {
        let path = self.expose().strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        Some(PathBuf::from(path))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sqlite_path() {
            Some(path) => write!(f, "SQLite file {}", path.display()),
            None => f.write_str("PostgreSQL"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_a_server_are_databases_memory_is_not() {
        assert!(DatabaseUrl::parse("sqlite:gantry-data/gantry.db").is_ok());
        assert!(DatabaseUrl::parse("postgres://gantry:secret@db/gantry").is_ok());
        for refused in [
            "sqlite:",
            "sqlite::memory:",
            "postgres://",
            "mysql://db/x",
            "gantry.db",
        ] {
            assert_eq!(DatabaseUrl::parse(refused).err(), Some(VALID), "{refused}");
        }
    }

    #[test]
    fn a_printed_address_has_no_password() {
        let url = DatabaseUrl::parse("postgres://gantry:hunter2@db/gantry").unwrap();

        assert!(!format!("{url} {url:?}").contains("hunter2"));
    }
}
