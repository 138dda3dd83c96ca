//! The sheet as a table for somebody who types it into Rocket.Chat's pages.

use std::fmt::Write as _;

use crate::settings::{Part, Setting, Sheet};

/// A plain-text table: what Rocket.Chat's page calls a row, and what to enter; remarks below.
#[must_use]
pub fn form(sheet: &Sheet) -> String {
    let labels = sheet.rows.iter().map(|row| row.label);
    let names = sheet.server.iter().map(|variable| variable.name);
    let mut table = Table {
        width: labels.chain(names).map(str::len).max().unwrap_or_default(),
        notes: Vec::new(),
        text: String::new(),
    };
    if let Some(remark) = sheet.remark {
        let _ = writeln!(table.text, "{remark}\n");
    }
    if let Some(variable) = sheet.server {
        table.heading("On the server: its environment; then restart it");
        table.line(variable.name, variable.value, "");
    }
    for (part, rows) in sheet.parts() {
        table.heading(&heading(part, sheet.service.key()));
        for row in rows {
            table.add(row);
        }
    }
    table.finish()
}

fn heading(part: Part, service: &str) -> String {
    match part {
        Part::Service => {
            return format!("Workspace > Settings > OAuth > Add custom OAuth: {service}");
        }
        Part::Iframe => "Workspace > Settings > Accounts > Iframe",
        Part::Scripts => "Optional: Settings > Layout > Custom Scripts",
        Part::Accounts => "Optional, for the whole workspace: Settings > Accounts",
        Part::IframeSwitch => "Last: Settings > Accounts > Iframe",
        Part::IframeOff => "Only if iframe mode was on: Settings > Accounts > Iframe",
    }
    .to_owned()
}

struct Table {
    width: usize,
    notes: Vec<&'static str>,
    text: String,
}

impl Table {
    fn heading(&mut self, text: &str) {
        let gap = match self.text.as_str() {
            text if text.is_empty() || text.ends_with("\n\n") => "",
            _ => "\n",
        };
        let _ = writeln!(self.text, "{gap}{text}\n");
    }

    fn line(&mut self, label: &str, shown: &str, mark: &str) {
        let width = self.width;
        let _ = writeln!(self.text, "{label:width$}  {shown}{mark}");
    }

    fn add(&mut self, row: &Setting) {
        let shown = match row.value.shown() {
            "" => "(leave blank)",
            shown => shown,
        };
        let mark = row.note.map(|note| self.mark(note)).unwrap_or_default();
        self.line(row.label, shown, &mark);
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
