//! The sheet as a table for somebody who types it into Rocket.Chat's pages.

use std::fmt::Write as _;

use crate::settings::{Setting, Sheet};

/// A plain-text table: what Rocket.Chat's page calls a row, and what to enter; remarks below.
#[must_use]
pub fn form(sheet: &Sheet) -> String {
    let mut table = Table {
        width: sheet
            .rows
            .iter()
            .map(|row| row.label.len())
            .max()
            .unwrap_or_default(),
        notes: Vec::new(),
        text: String::new(),
    };
    let name = sheet.service.key();
    let _ = writeln!(
        table.text,
        "Workspace > Settings > OAuth > Add custom OAuth: {name}\n"
    );
    sheet.service_rows().for_each(|row| table.add(row));
    if sheet.workspace_rows().next().is_some() {
        table
            .text
            .push_str("\nOptional, for the whole workspace: Settings > Accounts\n\n");
    }
    sheet.workspace_rows().for_each(|row| table.add(row));
    table.finish()
}

struct Table {
    width: usize,
    notes: Vec<&'static str>,
    text: String,
}

impl Table {
    fn add(&mut self, row: &Setting) {
        let shown = match row.value.shown() {
            "" => "(leave blank)",
            shown => shown,
        };
        let mark = row.note.map(|note| self.mark(note)).unwrap_or_default();
        let _ = writeln!(
            self.text,
            "{:width$}  {shown}{mark}",
            row.label,
            width = self.width
        );
    }

    /// Equal remarks share a number.
    fn mark(&mut self, note: &'static str) -> String {
        let place = self
            .notes
            .iter()
            .position(|known| *known == note)
            .unwrap_or_else(|| {
                self.notes.push(note);
                self.notes.len() - 1
            });
        format!("  [{}]", place + 1)
    }

    fn finish(mut self) -> String {
        for (place, note) in self.notes.iter().enumerate() {
            let gap = if place == 0 { "\n" } else { "" };
            let _ = writeln!(self.text, "{gap}[{}] {note}", place + 1);
        }
        self.text
    }
}
