//! Where a person signs a device in: its code, the question, the result.

use askama::Template;

use super::consent::Shared;
use super::login::Destination;
use crate::render::Shell;

/// `/device`. Posts `user_code` and `form_token`.
#[derive(Template)]
#[template(path = "pages/device.html")]
pub struct Device {
    /// The frame; what is wrong with the code belongs to its field `user_code`.
    pub shell: Shell,
    /// What was typed, or came with the address.
    pub typed: String,
    /// Seconds to wait before the next code is looked at.
    pub slow_down_seconds: Option<u64>,
}

/// The question. Posts `user_code`, `form_token` and `decision` (`allow` or `deny`).
#[derive(Template)]
#[template(path = "pages/device_question.html")]
pub struct DeviceQuestion {
    /// The frame.
    pub shell: Shell,
    /// Which application the device runs.
    pub destination: Destination,
    /// As the device shows it: `WDJB-MJHT`.
    pub user_code: String,
    /// What is asked for.
    pub shared: Vec<Shared>,
    /// Who is signed in, e.g. `Alice Adams (alice)`.
    pub person: String,
}

/// What became of it.
#[derive(Template)]
#[template(path = "pages/device_done.html")]
pub struct DeviceDone {
    /// The frame.
    pub shell: Shell,
    /// Which application the device runs.
    pub application: String,
    /// Whether the device was signed in.
    pub allowed: bool,
}
