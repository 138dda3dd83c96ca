//! `POST /admin/audit/export`: what is recorded, as CSV or as lines of JSON.
//!
//! The file is sent as it is read, so that a long trail needs no memory.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gantry_accounts::spreadsheet::harmless;
use gantry_accounts::trail_search::Export;
use gantry_core::audit::AuditEntry;
use serde::Deserialize;
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::io::{AsyncRead, AsyncWriteExt, DuplexStream, ReadBuf, duplex};
use tokio_util::io::ReaderStream;

use super::audit::{self, Asked};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::Staff;

const COLUMNS: [&str; 9] = [
    "id",
    "time",
    "event",
    "reason",
    "code",
    "person",
    "actor",
    "application",
    "detail",
];

/// How much is read ahead of a slow reader.
const BUFFER: usize = 64 * 1024;

/// How the file is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// RFC 4180. <https://www.rfc-editor.org/rfc/rfc4180>
    #[default]
    Csv,
    /// One JSON object a line.
    Jsonl,
}

/// The filter, and how the file is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    format: Format,
    #[serde(flatten)]
    asked: Asked,
}

/// `POST /admin/audit/export`
pub(super) async fn export(
    State(app): State<AppState>,
    staff: Staff,
    FormBody(wanted): FormBody<Wanted>,
) -> Result<Response, HttpError> {
    let search = audit::search(&app, &wanted.asked).await?;
    let search = search.ok_or_else(HttpError::not_found)?;
    let export = app.accounts().export_trail(&staff.reader, search).await?;
    Ok(sent(export, wanted.format))
}

/// Lines that leave, as a file.
pub(crate) fn sent(export: Export, format: Format) -> Response {
    let (kind, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "trail.csv"),
        Format::Jsonl => ("application/jsonl; charset=utf-8", "trail.jsonl"),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body(export, format)).into_response()
}

/// The file as it is read; one that cannot be read to its end breaks off and does not look whole.
fn body(export: Export, format: Format) -> Body {
    let (writer, reader) = duplex(BUFFER);
    let failed = Arc::new(AtomicBool::new(false));
    let file = File {
        reader,
        failed: Arc::clone(&failed),
    };
    tokio::spawn(async move {
        if send(export, format, writer).await.is_err() {
            failed.store(true, Ordering::SeqCst);
        }
    });
    Body::from_stream(ReaderStream::new(file))
}

async fn send(mut export: Export, format: Format, mut to: DuplexStream) -> io::Result<()> {
    if format == Format::Csv {
        let heading = record(COLUMNS.map(str::to_owned));
        to.write_all(heading.as_bytes()).await?;
    }
    while let Some(lines) = export.next().await.map_err(io::Error::other)? {
        let text: String = lines.iter().map(|line| written(line, format)).collect();
        to.write_all(text.as_bytes()).await?;
    }
    Ok(())
}

/// The reading end, which knows whether the writing end gave up.
struct File {
    reader: DuplexStream,
    failed: Arc<AtomicBool>,
}

impl AsyncRead for File {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.reader).poll_read(context, buffer);
        let ended = matches!(read, Poll::Ready(Ok(()))) && buffer.filled().len() == before;
        if ended && self.failed.load(Ordering::SeqCst) {
            return Poll::Ready(Err(io::Error::other("the trail could not be read")));
        }
        read
    }
}

fn written(line: &AuditEntry, format: Format) -> String {
    let optional = |text: Option<String>| text.unwrap_or_default();
    let values = [
        line.id.to_string(),
        time(line.at.as_i64()),
        line.event.as_str().to_owned(),
        optional(line.reason.clone()),
        optional(line.correlation.map(|code| code.to_string())),
        optional(line.user_id.map(|id| id.to_string())),
        optional(line.actor_id.map(|id| id.to_string())),
        optional(line.client_id.map(|id| id.to_string())),
        line.detail.clone(),
    ];
    match format {
        Format::Csv => record(values),
        Format::Jsonl => {
            let pairs = COLUMNS.into_iter().zip(values);
            let members = pairs.filter(|(_, value)| !value.is_empty());
            let object: serde_json::Map<_, _> = members
                .map(|(name, value)| (name.to_owned(), json!(value)))
                .collect();
            format!("{}\n", serde_json::Value::Object(object))
        }
    }
}

fn time(seconds: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(seconds).ok();
    at.and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// A line of a table. Every field stands in quotes; what a spreadsheet would take for a formula
/// is told to be text.
fn record(values: [String; 9]) -> String {
    let cell = |value: String| format!("\"{}\"", harmless(&value).replace('"', "\"\""));
    format!("{}\r\n", values.map(cell).join(","))
}

#[cfg(test)]
mod tests {
    use super::record;

    #[test]
    fn quotes_and_formulas_are_harmless_in_a_spreadsheet() {
        let mut values: [String; 9] = std::array::from_fn(|_| String::new());
        values[0] = "=cmd()".to_owned();
        values[1] = "a \"b\"".to_owned();
        values[2] = "a;=cmd()".to_owned();

        let line = record(values);

        assert!(line.starts_with("\"'=cmd()\",\"a \"\"b\"\"\",\"a;'=cmd()\",\"\""));
        assert!(line.ends_with("\r\n"));
    }
}
