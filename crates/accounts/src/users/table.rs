//! The table of people: what its columns are called, and what a row says.
//!
//! `import` reads it, `export` writes it, and what one wrote the other reads.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use gantry_core::claim_name::ClaimName;
use gantry_core::email::Email;
use gantry_core::group_name::GroupName;
use gantry_core::role::Role;
use gantry_core::user::DisplayName;
use gantry_core::username::Username;

use crate::error::Refusal;

/// The columns beside those of attributes.
pub(super) const COLUMNS: [&str; 8] = [
    "username", "name", "email", "groups", "role", "disabled", "language", "password",
];

/// What the name of an attribute's column begins with.
pub(super) const ATTRIBUTE: &str = "attribute:";

/// The characters that make a spreadsheet take a text for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text as a spreadsheet takes it for a text: with a quote before what looks like a formula.
pub(super) fn harmless(text: &str) -> String {
    let quoted = text.strip_prefix('\'').unwrap_or(text);
    if quoted.starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text that [`harmless`] was given.
fn original(text: &str) -> &str {
    text.strip_prefix('\'')
        .filter(|rest| rest.strip_prefix('\'').unwrap_or(rest).starts_with(FORMULA))
        .unwrap_or(text)
}

/// Where each column of a file stands.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    places: BTreeMap<&'static str, usize>,
    attributes: Vec<(ClaimName, usize)>,
}

impl Columns {
    /// Reads the first line of a file.
    ///
    /// # Errors
    /// A column that nobody knows, one that comes twice, or none with the user name.
    pub(super) fn parse(header: &StringRecord) -> Result<Self, Refusal> {
        let mut columns = Self {
            places: BTreeMap::new(),
            attributes: Vec::new(),
        };
        let mut seen = BTreeSet::new();
        for (place, title) in header.iter().enumerate() {
            let title = title.trim().to_lowercase();
            if !seen.insert(title.clone()) {
                return Err(Refusal::Settings("a column of the table comes twice"));
            }
            if let Some(known) = COLUMNS.into_iter().find(|known| *known == title) {
                columns.places.insert(known, place);
                continue;
            }
            let name = header.get(place).unwrap_or_default().trim();
            let Some(name) = name
                .get(ATTRIBUTE.len()..)
                .filter(|_| title.starts_with(ATTRIBUTE))
            else {
                return Err(Refusal::Settings(
                    "the table has a column that is not known",
                ));
            };
            columns.attributes.push((name.parse()?, place));
        }
        if columns.places.contains_key("username") {
            Ok(columns)
        } else {
            Err(Refusal::Settings("the table has no column username"))
        }
    }
}

impl Columns {
    /// The user name as it stands in a line.
    pub(super) fn username<'r>(&self, record: &'r StringRecord) -> &'r str {
        let place = self.places.get("username");
        place
            .and_then(|place| record.get(*place))
            .unwrap_or_default()
    }
}

/// What one line says about one person; `None` is a column that the file does not have.
#[derive(Debug, Clone)]
#[expect(
    clippy::option_option,
    reason = "no column, an empty field and a value are three things, as in UserChange"
)]
pub(super) struct Row {
    pub(super) username: Username,
    pub(super) name: Option<DisplayName>,
    pub(super) email: Option<Option<Email>>,
    pub(super) groups: Option<Vec<GroupName>>,
    pub(super) role: Option<Option<Role>>,
    pub(super) disabled: Option<bool>,
    pub(super) language: Option<Option<String>>,
    pub(super) password: Option<String>,
    pub(super) attributes: Vec<(ClaimName, String)>,
}

impl Row {
    /// Reads a line.
    ///
    /// # Errors
    /// A value that does not fit its grammar.
    pub(super) fn parse(columns: &Columns, record: &StringRecord) -> Result<Self, Refusal> {
        let text = |column: &str| {
            let place = columns.places.get(column)?;
            Some(original(record.get(*place).unwrap_or_default()).trim())
        };
        let filled = |column| text(column).filter(|text| !text.is_empty());
        Ok(Self {
            username: text("username").unwrap_or_default().parse()?,
            name: filled("name").map(str::parse).transpose()?,
            email: optional(text("email"))?,
            groups: text("groups").map(group_names).transpose()?,
            role: optional(text("role"))?,
            disabled: text("disabled").map(yes_or_no).transpose()?,
            language: text("language")
                .map(|tag| Some(tag.to_owned()).filter(|tag| !tag.is_empty())),
            password: filled("password").map(str::to_owned),
            attributes: columns
                .attributes
                .iter()
                .map(|(name, place)| {
                    let value = original(record.get(*place).unwrap_or_default()).trim();
                    (name.clone(), value.to_owned())
                })
                .collect(),
        })
    }
}

/// An empty field takes the value away; a missing column leaves it.
#[expect(clippy::option_option, reason = "as in the row")]
fn optional<T>(text: Option<&str>) -> Result<Option<Option<T>>, Refusal>
where
    T: std::str::FromStr,
    Refusal: From<T::Err>,
{
    Ok(match text {
        None => None,
        Some("") => Some(None),
        Some(text) => Some(Some(text.parse()?)),
    })
}

/// Names of groups stand between vertical bars.
fn group_names(text: &str) -> Result<Vec<GroupName>, Refusal> {
    let names = text.split('|').map(str::trim);
    let names = names.filter(|name| !name.is_empty());
    Ok(names.map(str::parse).collect::<Result<_, _>>()?)
}

fn yes_or_no(text: &str) -> Result<bool, Refusal> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" | "ja" => Ok(true),
        "no" | "false" | "0" | "nein" | "" => Ok(false),
        _ => Err(Refusal::Settings("disabled is yes or no")),
    }
}

#[cfg(test)]
mod tests {
    use super::{harmless, original};

    #[test]
    fn what_a_spreadsheet_would_run_is_quoted_and_comes_back_as_it_was() {
        for text in [
            "=1+1", "+49 30", "-1", "@home", "\tx", "'=1", "''", "o'neil", "", "'",
        ] {
            let written = harmless(text);

            assert!(
                !written.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{text}"
            );
            assert_eq!(original(&written), text);
        }
    }
}
