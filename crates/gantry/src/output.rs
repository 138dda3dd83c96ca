//! What commands print: tables and sentences for people, JSON for scripts.

use std::io::{self, ErrorKind, Write};

use gantry_core::Timestamp;
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Prints a text and a line break. A reader that went away, such as `head`, is no error.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn line(text: impl AsRef<str>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{}", text.as_ref().trim_end()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints JSON over several lines.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    Ok(line(serde_json::to_string_pretty(value)?)?)
}

/// Columns side by side, the header in capitals.
pub(crate) fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let header = header.map(str::to_uppercase);
    let all = || std::iter::once(&header).chain(rows);
    let mut widths = [0; N];
    for row in all() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let lines = all().map(|row| {
        let cells = row.iter().zip(widths);
        let padded: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        padded.join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Names and values, one a line.
pub(crate) fn facts(facts: &[(&str, String)]) -> String {
    let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = facts
        .iter()
        .map(|(name, value)| format!("{name:width$}  {value}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A time in UTC, such as 2026-11-21T09:00:00Z.
pub(crate) fn time(at: Timestamp) -> String {
    OffsetDateTime::from_unix_timestamp(at.as_i64())
        .ok()
        .and_then(|time| time.format(&Rfc3339).ok())
        .unwrap_or_else(|| at.to_string())
}

/// `yes` or `no`.
pub(crate) fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_longest_cell() {
        let rows = [
            ["ä".to_owned(), "x".to_owned()],
            ["alice".to_owned(), String::new()],
        ];

        assert_eq!(table(["name", "b"], &rows), "NAME   B\nä      x\nalice");
        assert_eq!(
            facts(&[("a", "1".to_owned()), ("bcd", "2".to_owned())]),
            "a    1\nbcd  2"
        );
        assert_eq!(time(Timestamp::from_i64(0)), "1970-01-01T00:00:00Z");
    }
}
