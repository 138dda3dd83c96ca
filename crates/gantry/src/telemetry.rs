//! Log lines and metrics.
//!
//! Nothing secret should reach a log line in the first place: requests are logged by path only.
//! As a second net every line passes through [`redact`] on its way out.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::settings::{LogFormat, Settings};

/// Names whose values never appear in a log line.
const SECRET_NAMES: [&str; 18] = [
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "password",
    "code",
    "code_verifier",
    "authorization",
    "cookie",
    "token",
    "form_token",
    "current_password",
    "new_password",
    "id_token_hint",
    "secret",
    "authToken",
    "loginToken",
    "x-auth-token",
];
/// Upper bounds of the histograms, in seconds.
const BUCKETS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Starts logging to standard error, by the setting or else by `usual`.
///
/// # Errors
/// Logging was started before, or the filter is not one.
pub(crate) fn start_logging(settings: &Settings, usual: &str) -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_new(settings.log.as_deref().unwrap_or(usual)).context("setting log")?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(RedactedStderr);
    let started = match settings.log_format {
        LogFormat::Text => builder.with_ansi(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging cannot start: {error}"))
}

/// What `/metrics` answers with.
#[derive(Clone)]
pub(crate) struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts recording; call it inside the runtime, because old samples are dropped by a task.
    ///
    /// # Errors
    /// Recording was started before.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)
            .context("buckets of the histograms")?
            .build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).context("metrics were started twice")?;
        let upkeep = handle.clone();
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(UPKEEP_EVERY);
            loop {
                ticks.tick().await;
                upkeep.run_upkeep();
            }
        });
        Ok(Self(handle))
    }

    /// The text in Prometheus' format.
    pub(crate) fn render(&self) -> String {
        self.0.render()
    }

    /// The same as a function to hand on.
    pub(crate) fn renderer(&self) -> Arc<dyn Fn() -> String + Send + Sync> {
        let metrics = self.clone();
        Arc::new(move || metrics.render())
    }
}

#[derive(Clone, Copy)]
struct RedactedStderr;

/// A log that nobody reads any more must not stop the server: what cannot be written is dropped.
impl Write for RedactedStderr {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let _ = io::stderr().write_all(redact(&text).as_bytes());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = io::stderr().flush();
        Ok(())
    }
}

impl MakeWriter<'_> for RedactedStderr {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

/// Replaces the value after every secret name by `***`, in query strings, fields and JSON.
fn redact(line: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut rest = line;
    while let Some((value, length)) = first_secret(rest) {
        let (before, after) = rest.split_at(value);
        kept.push_str(before);
        kept.push_str("***");
        rest = after.get(length..).unwrap_or_default();
    }
    if kept.is_empty() {
        return Cow::Borrowed(line);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// Where the first secret value begins, and how long it is.
fn first_secret(text: &str) -> Option<(usize, usize)> {
    SECRET_NAMES
        .into_iter()
        .flat_map(|name| text.match_indices(name))
        .filter_map(|(start, name)| secret_after(text, start, name))
        .min()
}

fn secret_after(text: &str, start: usize, name: &str) -> Option<(usize, usize)> {
    let joins = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-');
    if text.get(..start)?.ends_with(joins) {
        return None;
    }
    let end = start + name.len();
    let after = text.get(end..)?;
    let opening = [
        "=\"",
        "=",
        ": \"",
        "\":\"",
        "\": \"",
        ": Bearer ",
        ": Basic ",
    ]
    .into_iter()
    .find(|opening| after.starts_with(opening))?;
    let value = after.get(opening.len()..)?;
    let spaced = opening.ends_with('"');
    let ends = |letter: char| {
        matches!(letter, '"' | '&' | '\n') || (!spaced && (letter.is_whitespace() || letter == ','))
    };
    let length = value.find(ends).unwrap_or(value.len());
    (length > 0 && !value.starts_with("***")).then_some((end + opening.len(), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_secret_names_never_reach_the_log() {
        for (line, expected) in [
            (
                "GET /x?access_token=abc&a=1 done",
                "GET /x?access_token=***&a=1 done",
            ),
            ("uri=/cb?code=abc&state=1", "uri=/cb?code=***&state=1"),
            (r#"{"password":"a b","x":1}"#, r#"{"password":"***","x":1}"#),
            ("client_secret=\"a b\" x=1", "client_secret=\"***\" x=1"),
            ("authorization: Bearer abc\n", "authorization: Bearer ***\n"),
            (
                "GET /setup?token=abc&id_token_hint=x.y.z",
                "GET /setup?token=***&id_token_hint=***",
            ),
            (
                "form_token=a current_password=b new_password=c",
                "form_token=*** current_password=*** new_password=***",
            ),
            ("password=a password=b", "password=*** password=***"),
        ] {
            assert_eq!(redact(line), expected);
        }
    }

    #[test]
    fn other_fields_stay_readable() {
        for line in [
            "status_code=200 reason.code=replayed",
            "a code was used twice",
            "",
        ] {
            assert_eq!(redact(line), line);
        }
    }
}
