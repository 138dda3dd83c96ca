//! `GET /admin`: what to look at first.

use axum::extract::{Query, State};
use gantry_accounts::counts::{Figures, Span, Stretch};
use gantry_store::trail_counts::ReasonCount;
use serde::Deserialize;

use super::sign_ins::{self, Wanted};
use super::{audit, concerns, lists, reasons};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::i18n::Language;
use crate::render::{Nav, Page};
use crate::views::admin::overview::{Overview, ReasonRow};
use crate::views::admin::plot::{Column, Plot};

/// How many failures are shown.
const LATEST: usize = 5;
/// How many reasons are shown.
const REASONS: usize = 8;

/// How far the plot looks back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    span: String,
}

/// `GET /admin`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<Overview>, HttpError> {
    let shell = lists::shell(&staff, Nav::Overview, "/admin");
    let wanted = Wanted {
        only_failures: true,
        rows: LATEST,
        ..Wanted::default()
    };
    let span = match asked.span.as_str() {
        "month" => Span::Month,
        _ => Span::Day,
    };
    let found = sign_ins::find(&app, &wanted, None).await?;
    let figures = app.accounts().trail_figures(&staff.reader, span).await?;
    let since = span.since(app.accounts().env().now());
    let concerns = concerns::rows(&app, &staff, shell.lang).await?;
    Ok(Page::new(Overview {
        failures: sign_ins::rows(&app, &found.sign_ins, shell.lang).await?,
        no_applications: app.accounts().list_clients(None, 1).await?.is_empty(),
        concerns: concerns.rows,
        backup: concerns.backup,
        reasons: reason_rows(&figures, &audit::day(since), shell.lang),
        plot: plot(&figures, span, shell.lang),
        month: span == Span::Month,
        shell,
    }))
}

fn reason_rows(figures: &Figures, since: &str, lang: Language) -> Vec<ReasonRow> {
    let row = |count: &ReasonCount| ReasonRow {
        words: reasons::words(lang, &count.reason),
        code: count.reason.clone(),
        step: reasons::event(lang, count.event),
        times: count.times,
        href: lists::address(
            "/admin/audit",
            &[
                ("event", count.event.as_str()),
                ("reason", &count.reason),
                ("since", since),
            ],
        ),
    };
    figures.reasons.iter().take(REASONS).map(row).collect()
}

fn plot(figures: &Figures, span: Span, lang: Language) -> Plot {
    let column = |stretch: &Stretch| {
        let time = lang.moment(stretch.from.as_i64());
        let (day, hour) = time.split_once(' ').unwrap_or((&time, ""));
        let short = match span {
            Span::Day => hour.chars().take(5).collect(),
            Span::Month => short_day(lang, day),
        };
        Column {
            time: match span {
                Span::Day => time.clone(),
                Span::Month => day.trim_end_matches(',').to_owned(),
            },
            short,
            good: stretch.good,
            refused: stretch.refused,
        }
    };
    let every = match span {
        Span::Day => 4,
        Span::Month => 5,
    };
    let counted = figures.counted_at;
    Plot::of(
        figures.stretches.iter().map(column).collect(),
        every,
        counted.map(|at| lang.moment(at.as_i64())),
    )
}

/// A day without its year.
fn short_day(lang: Language, day: &str) -> String {
    match lang {
        Language::En => day.chars().skip(5).collect(),
        Language::De => day.chars().take(6).collect(),
    }
}
