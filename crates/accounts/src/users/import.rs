//! People from a table: what each line would do, and then exactly that.
//!
//! Each line is an act of its own: one that is refused stops no other. The dry run does what the
//! import does and takes it back, line by line, so that both say the same.

mod line;

use csv::{Position, ReaderBuilder};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::users::import::line::ImportFile;
use crate::users::table::{Columns, Row};

const UNREADABLE: Refusal = Refusal::Settings("the text is no table in UTF-8");

/// The most lines of one file.
const LINES: usize = 10_000;
/// The most bytes of one file.
const BYTES: usize = 8 * 1024 * 1024;

/// What a file did, or would do.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Line by line, in the order of the file.
    pub steps: Vec<ImportStep>,
}

impl Import {
    /// How many lines came out like this.
    #[must_use]
    pub fn count(&self, like: fn(&Step) -> bool) -> usize {
        self.steps.iter().filter(|step| like(&step.step)).count()
    }
}

/// What one line did, or would do.
#[derive(Debug, Clone)]
pub struct ImportStep {
    /// The line of the file, the first being 1.
    pub line: u64,
    /// The user name as it stands there.
    pub username: String,
    /// What comes of it.
    pub step: Step,
}

/// What comes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A person is added.
    Add,
    /// A person is changed: the names of the values.
    Change(Vec<&'static str>),
    /// The person is like that already.
    Unchanged,
    /// Nothing happens, for this reason.
    Refused(Refusal),
}

impl Accounts {
    /// What an import of this text would do. Nothing is written.
    ///
    /// # Errors
    /// A text that is no table of people, or too large a one.
    pub async fn plan_import(&self, by: &Administrator, text: &str) -> Result<Import, Error> {
        self.each_line(by, text, true).await
    }

    /// Imports a text, line by line.
    ///
    /// # Errors
    /// A text that is no table of people, or too large a one. What was imported before a breakdown
    /// stays; the same file may be imported again.
    pub async fn import_people(&self, by: &Administrator, text: &str) -> Result<Import, Error> {
        self.each_line(by, text, false).await
    }

    async fn each_line(&self, by: &Administrator, text: &str, dry: bool) -> Result<Import, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > BYTES {
            return Err(Refusal::Settings("the table is larger than 8 MB").into());
        }
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .from_reader(text.as_bytes());
        let columns = Columns::parse(reader.headers().map_err(|_| UNREADABLE)?)?;
        let mut file = ImportFile::new(*by, dry);
        let mut import = Import::default();
        for record in reader.records() {
            let record = record.map_err(|_| UNREADABLE)?;
            if import.steps.len() == LINES {
                return Err(Refusal::Settings("the table has more than 10000 lines").into());
            }
            let step = match Row::parse(&columns, &record) {
                Ok(row) => self.import_line(&mut file, row).await,
                Err(refusal) => Err(refusal.into()),
            };
            let step = match step {
                Err(Error::Refused(refusal)) => Step::Refused(refusal),
                other => other?,
            };
            import.steps.push(ImportStep {
                line: record.position().map_or(0, Position::line),
                username: columns.username(&record).to_owned(),
                step,
            });
        }
        Ok(import)
    }
}

/// Spreadsheets of half of Europe write semicolons.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.contains(';') && !header.contains(',') {
        b';'
    } else {
        b','
    }
}

#[cfg(test)]
mod tests {
    use super::delimiter;

    #[test]
    fn the_first_line_says_what_stands_between_fields() {
        assert_eq!(delimiter("username,name\na;b,c"), b',');
        assert_eq!(delimiter("username;name\na,b;c"), b';');
        assert_eq!(delimiter("username"), b',');
    }
}
