//! `gantry serve`: start, answer until a signal comes, finish.

use std::sync::Arc;

use anyhow::Context;
use axum::Extension;
use gantry_oidc::Provider;
use gantry_rocketchat::workspaces::Workspaces;
use gantry_web::AppState;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::listen::{Listener, stop_at_signal};
use crate::nightly::Nightly;
use crate::settings::Settings;
use crate::settings::network::Network;
use crate::telemetry::Metrics;
use crate::{jobs, output, startup};

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// The start fails; what goes wrong later is logged.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let stop = stop_at_signal()?;
    let listener = Listener::bind(settings.listen)?;
    let provider = startup::open(settings).await?;
    startup::prepare(&provider, &settings.bootstrap).await?;
    output::line(format!("Gantry is at {}", provider.public_url()))?;
    if let Some(link) = startup::setup_link(&provider).await? {
        output::line(format!(
            "There is no administrator yet. Open this link within a day; it works once:\n  {link}"
        ))?;
    }
    let served = until(stop, settings, &provider, listener).await;
    startup::close(&provider).await;
    served
}

/// Answers requests and runs the jobs until `stop`.
///
/// # Errors
/// Certificate or metrics cannot be prepared.
pub(crate) async fn until(
    stop: CancellationToken,
    settings: &Settings,
    provider: &Provider,
    listener: Listener,
) -> anyhow::Result<()> {
    let metrics = Metrics::start()?;
    let workspaces = Workspaces::new(provider.accounts().clone(), startup::outbound(settings)?);
    let router = gantry_web::router(state(settings, provider, &workspaces, &metrics))
        .layer(Extension(for_pages(&settings.metrics_networks)));
    let tracker = TaskTracker::new();
    let mailer = Arc::new(startup::mailer(settings)?);
    jobs::start(&tracker, provider, &workspaces, mailer, &stop);
    if let Some(plan) = &settings.backups {
        let nightly = Nightly::new(plan, settings, provider);
        tracker.spawn(nightly.run_until(stop.clone()));
    }
    tracing::info!(
        data_dir = %settings.data_dir.display(), address = %listener.address(), public_url = %settings.public_url, "server.started");
    let served = listener
        .serve(router, settings.tls.as_ref(), stop.clone())
        .await;
    stop.cancel();
    tracker.close();
    tracker.wait().await;
    tracing::info!("server.stopped");
    served.context("the server ended")
}

fn state(
    settings: &Settings,
    provider: &Provider,
    workspaces: &Workspaces,
    metrics: &Metrics,
) -> AppState {
    AppState {
        provider: provider.clone(),
        workspaces: workspaces.clone(),
        brand_name: settings.brand_name.as_str().into(),
        trusted_proxies: for_pages(&settings.trusted_proxies),
        secure_cookies: settings.public_url.is_https(),
        metrics: Some(metrics.renderer()),
    }
}

fn for_pages(networks: &[Network]) -> Arc<[gantry_web::Network]> {
    networks.iter().map(|network| network.for_pages()).collect()
}
