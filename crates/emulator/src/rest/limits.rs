//! The limit on calls per client address and route.

use std::collections::HashMap;
use std::net::IpAddr;

use axum::http::{HeaderValue, Response};

use crate::http_client::now_in_milliseconds;
use crate::settings::Settings;

/// One address on one route.
#[derive(Debug)]
struct Window {
    since: i64,
    calls: i64,
}

/// Every window that was opened.
#[derive(Debug, Default)]
pub(crate) struct RateLimits {
    windows: HashMap<(IpAddr, String), Window>,
}

/// What the headers of a limited route say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    limit: i64,
    remaining: i64,
    /// Milliseconds since 1970.
    reset: i64,
    pub(crate) exceeded: bool,
}

impl RateLimits {
    /// Counts a call; none if the limiter is off.
    pub(crate) fn count(
        &mut self,
        settings: &Settings,
        address: IpAddr,
        route: &str,
    ) -> Option<Allowance> {
        if !settings.flag("API_Enable_Rate_Limiter") {
            return None;
        }
        let limit = settings.number("API_Enable_Rate_Limiter_Limit_Calls_Default");
        let length = settings.number("API_Enable_Rate_Limiter_Limit_Time_Default");
        let now = now_in_milliseconds();
        let window = self
            .windows
            .entry((address, route.to_owned()))
            .or_insert(Window {
                since: now,
                calls: 0,
            });
        if now >= window.since.saturating_add(length) {
            *window = Window {
                since: now,
                calls: 0,
            };
        }
        window.calls = window.calls.saturating_add(1);
        Some(Allowance {
            limit,
            remaining: limit.saturating_sub(window.calls).max(0),
            reset: window.since.saturating_add(length),
            exceeded: window.calls > limit,
        })
    }

    pub(crate) fn forget(&mut self) {
        self.windows.clear();
    }
}

impl Allowance {
    /// Milliseconds until the window closes.
    pub(crate) fn time_to_reset(self) -> i64 {
        self.reset.saturating_sub(now_in_milliseconds()).max(0)
    }

    pub(crate) fn write_headers<B>(self, response: &mut Response<B>) {
        let headers = response.headers_mut();
        headers.insert("x-ratelimit-limit", HeaderValue::from(self.limit));
        headers.insert("x-ratelimit-remaining", HeaderValue::from(self.remaining));
        headers.insert("x-ratelimit-reset", HeaderValue::from(self.reset));
    }
}
