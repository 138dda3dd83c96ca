//! Texts in tables that spreadsheets open: nothing that somebody typed is run as a formula.
//!
//! A spreadsheet takes a cell for a formula if it begins like one. Where a cell begins depends on the
//! reader: half of Europe separates by semicolons, and splits a text that we wrote in one cell. So a
//! quote stands wherever some reader could see the beginning of a formula, and [`original`] takes
//! away just those.

/// The characters that make a spreadsheet take a text for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// What may stand between the cells of some reader.
const SEPARATORS: [char; 5] = [',', ';', '\t', '\r', '\n'];
/// What readers pass over at the beginning of a cell, or take for the beginning of a quoted one.
const PASSED_OVER: [char; 3] = ['\'', '"', ' '];

/// A text as every spreadsheet takes it for a text.
#[must_use]
pub fn harmless(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut begins = true;
    for (place, character) in text.char_indices() {
        if begins && would_run(text, place) {
            written.push('\'');
        }
        written.push(character);
        begins = SEPARATORS.contains(&character);
    }
    written
}

/// The text that [`harmless`] was given.
#[must_use]
pub fn original(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut begins = true;
    for (place, character) in written.char_indices() {
        if begins && character == '\'' && would_run(written, place) {
            begins = false;
            continue;
        }
        text.push(character);
        begins = SEPARATORS.contains(&character);
    }
    text
}

fn would_run(text: &str, place: usize) -> bool {
    let rest = text.get(place..).unwrap_or_default();
    rest.trim_start_matches(PASSED_OVER).starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use csv::ReaderBuilder;
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::{FORMULA, harmless, original};

    fn would_run(cell: &str) -> bool {
        cell.trim_start_matches(['"', ' ']).starts_with(FORMULA)
    }

    #[test]
    fn formulas_are_told_to_be_texts() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("@home", "'@home"),
            ("\tx", "'\tx"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("x;=1", "x;'=1"),
            ("x;\"=1\"", "x;'\"=1\""),
            ("x\n-1", "x\n'-1"),
            ("o'neil", "o'neil"),
            ("a-b", "a-b"),
            ("'", "'"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), written, "{text:?}");
            assert_eq!(original(written), text, "{written:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back_as_it_was(text in "[=+@'\"; ,\t\r\nab|\\\\-]{0,12}") {
            prop_assert_eq!(original(&harmless(&text)), text);
        }

        #[test]
        fn no_reader_sees_a_formula(text in "[=+@'\"; ,\t\r\nab|-]{0,12}", delimiter in ";|,|\t") {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["alice", &harmless(&text), "end"]).unwrap();
            let line = writer.into_inner().unwrap();
            let mut reader = ReaderBuilder::new();
            let mut reader = reader
                .has_headers(false)
                .flexible(true)
                .delimiter(delimiter.as_bytes()[0])
                .from_reader(line.as_slice());
            for record in reader.records() {
                for cell in &record.unwrap() {
                    prop_assert!(!would_run(cell), "{cell:?} of {text:?}");
                }
            }
        }
    }
}
