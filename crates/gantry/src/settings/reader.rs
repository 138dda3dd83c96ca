//! Parses gathered texts, noting every problem instead of stopping at the first.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use crate::settings::layers::{Found, Layers};
use crate::settings::problem::Problem;

/// Takes values out of the layers.
pub(crate) struct Reader<'a> {
    layers: &'a Layers,
    /// What was wrong up to here.
    pub(crate) problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// Starts with the problems of gathering.
    pub(crate) const fn new(layers: &'a Layers, problems: Vec<Problem>) -> Self {
        Self { layers, problems }
    }

    /// Where a setting was given, if it was.
    pub(crate) fn found(&self, key: &str) -> Option<&'a Found> {
        self.layers.found.get(key)
    }

    /// A setting parsed by `parse`; `None` if it was not given or is wrong.
    pub(crate) fn parsed<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let found = self.found(key)?;
        match parse(found.text.trim()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems
                    .push(Problem::new(&found.place, error.to_string()));
                None
            }
        }
    }

    /// A setting that parses itself, with what would be valid.
    pub(crate) fn typed<T: FromStr>(&mut self, key: &str, valid: &str) -> Option<T> {
        self.parsed(key, |text| {
            text.parse()
                .map_err(|_| format!("`{text}` is not valid: it is {valid}"))
        })
    }

    /// A switch, off unless given.
    pub(crate) fn switch(&mut self, key: &str) -> bool {
        self.typed(key, "true or false").unwrap_or(false)
    }

    /// The name of a file that must be there.
    pub(crate) fn file(&mut self, key: &str) -> Option<PathBuf> {
        self.parsed(key, |text| {
            let path = PathBuf::from(text);
            if path.is_file() {
                Ok(path)
            } else {
                Err(format!("`{text}` is not a file that Gantry can find"))
            }
        })
    }

    /// A list, separated by commas or spaces where it is one text.
    pub(crate) fn list<T: FromStr>(&mut self, key: &str, valid: &str) -> Vec<T> {
        let Some(found) = self.found(key) else {
            return Vec::new();
        };
        let mut items = Vec::new();
        let words = found.text.split([',', ' ']).filter(|word| !word.is_empty());
        for word in words {
            match word.parse() {
                Ok(item) => items.push(item),
                Err(_) => self.problems.push(Problem::new(
                    &found.place,
                    format!("`{word}` is not valid: it is {valid}"),
                )),
            }
        }
        items
    }
}
