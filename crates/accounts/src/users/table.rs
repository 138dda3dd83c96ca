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
use crate::spreadsheet::original;

/// The columns beside those of attributes.
pub(super) const COLUMNS: [&str; 8] = [
    "username", "name", "email", "groups", "role", "disabled", "language", "password",
];

/// What the name of an attribute's column begins with.
pub(super) const ATTRIBUTE: &str = "attribute:";

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
            let name = title.trim();
            let title = name.to_lowercase();
            let attribute = name
                .get(ATTRIBUTE.len()..)
                .filter(|_| title.starts_with(ATTRIBUTE));
            // Names of attributes that differ in case are two.
            if !seen.insert(attribute.map_or_else(|| title.clone(), str::to_owned)) {
                return Err(Refusal::Settings("a column of the table comes twice"));
            }
            if let Some(known) = COLUMNS.into_iter().find(|known| *known == title) {
                columns.places.insert(known, place);
                continue;
            }
            let Some(name) = attribute else {
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
    fn texts(&self, record: &StringRecord) -> BTreeMap<&'static str, String> {
        let text = |column: &str, place: usize| match record.get(place).unwrap_or_default() {
            // It is never exported, so nothing was put before it.
            password if column == "password" => password.to_owned(),
            cell => original(cell),
        };
        let all = self.places.iter();
        all.map(|(column, place)| (*column, text(column, *place)))
            .collect()
    }

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
        let texts = columns.texts(record);
        let text = |column: &str| texts.get(column).map(|text| text.trim());
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
                    let value = record.get(*place).unwrap_or_default();
                    (name.clone(), original(value))
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

/// Names of groups in one cell, between vertical bars. A bar or a backslash of a name has a backslash
/// before it.
pub(super) fn joined_groups<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let escaped = names.map(|name| name.replace('\\', "\\\\").replace('|', "\\|"));
    escaped.collect::<Vec<_>>().join("|")
}

/// What [`joined_groups`] wrote; a backslash before anything else stands for itself.
fn group_names(text: &str) -> Result<Vec<GroupName>, Refusal> {
    let mut names = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let escaped = match character {
            '\\' => characters.next_if(|next| matches!(next, '|' | '\\')),
            _ => None,
        };
        match (names.last_mut(), escaped) {
            (Some(name), Some(escaped)) => name.push(escaped),
            (Some(name), None) if character != '|' => name.push(character),
            _ => names.push(String::new()),
        }
    }
    let names = names.iter().map(|name| name.trim());
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
    use csv::StringRecord;
    use proptest::collection::vec;
    use proptest::{prop_assert_eq, proptest};

    use super::{Columns, GroupName, group_names, joined_groups};

    #[test]
    fn a_table_made_by_hand_may_have_backslashes_and_spaces() {
        let names = group_names(" staff | domain\\users |a\\|b|").unwrap();

        let names: Vec<&str> = names.iter().map(GroupName::as_str).collect();
        assert_eq!(names, ["staff", "domain\\users", "a|b"]);
    }

    #[test]
    fn attributes_that_differ_in_case_are_two_columns() {
        let header = |titles: &[&str]| StringRecord::from(titles.to_vec());

        let two = Columns::parse(&header(&["username", "attribute:Unit", "attribute:unit"]));
        let twice = Columns::parse(&header(&["username", "Name", "name"]));

        assert!(two.is_ok());
        assert!(twice.is_err());
    }

    proptest! {
        #[test]
        fn names_of_groups_come_back_as_they_were(names in vec("[a|\\\\;=']{1,6}", 0..4)) {
            let cell = joined_groups(names.iter().map(String::as_str));

            let back = group_names(&cell).unwrap();

            let back: Vec<&str> = back.iter().map(GroupName::as_str).collect();
            prop_assert_eq!(back, names);
        }
    }
}
