//! "Add a Rocket.Chat", and the page with every value to paste there.

use askama::Template;

use crate::render::Shell;

/// `/admin/applications/new/rocketchat`; posts `name`, `url`, `service`, `form_token` to itself.
#[derive(Template)]
#[template(path = "admin/rocketchat_new.html")]
pub struct RocketchatNew {
    /// The frame.
    pub shell: Shell,
    /// The name typed before.
    pub name: String,
    /// The address typed before.
    pub url: String,
    /// The service name typed before, `gantry` at first.
    pub service: String,
}

/// How a value is put into Rocket.Chat's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Typed or pasted.
    Text,
    /// Chosen from a list.
    Choice,
    /// Switched on.
    On,
    /// Switched off.
    Off,
    /// Left empty.
    Blank,
    /// The client secret.
    Secret,
    /// A secret that the reader chose, and that Gantry does not show.
    OwnSecret,
}

/// One value, under the name that Rocket.Chat's form gives it.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// Rocket.Chat's field name, e.g. `Token Path`.
    pub label: String,
    /// The value.
    pub value: String,
    /// How it is put in.
    pub kind: ValueKind,
    /// Why, if that is not plain; a finished sentence.
    pub note: Option<String>,
}

/// A heading of Rocket.Chat's settings and the values under it.
#[derive(Clone, Debug)]
pub struct ValueSection {
    /// Rocket.Chat's words for the place, e.g. `Settings → OAuth → Custom OAuth: Gantry`.
    pub place: String,
    /// The values in Rocket.Chat's order.
    pub values: Vec<FieldValue>,
}

/// One of the two ways into Rocket.Chat, as a link.
#[derive(Clone, Copy, Debug)]
pub struct DoorTab {
    /// Its name in the address.
    pub word: &'static str,
    /// The key of its name on the page.
    pub label_key: &'static str,
    /// Whether its values are shown.
    pub current: bool,
}

/// One line of what "check it" found.
#[derive(Clone, Debug)]
pub struct CheckLine {
    /// Whether it is as it should be.
    pub good: bool,
    /// The finished sentence.
    pub text: String,
}

/// `/admin/applications/<slug>/values`.
///
/// Posts, each with `form_token`: nothing more to `…/values/check`; `…/secrets/add` makes a new
/// secret when the old one is gone. `version` and `door` are chosen by GET.
#[derive(Template)]
#[template(path = "admin/values.html")]
pub struct Values {
    /// The frame.
    pub shell: Shell,
    /// The slug in the address.
    pub slug: String,
    /// The application's name.
    pub name: String,
    /// The name of the custom OAuth service, e.g. `Gantry`.
    pub service: String,
    /// The chosen Rocket.Chat version, e.g. `8.4`.
    pub version: String,
    /// The versions to choose from.
    pub versions: Vec<String>,
    /// Both ways in, the shown one marked.
    pub doors: Vec<DoorTab>,
    /// The way in that was asked for, if it was.
    pub door_asked: Option<&'static str>,
    /// Whether the values are those of iframe mode.
    pub iframe: bool,
    /// What to know before beginning; a finished sentence.
    pub remark: Option<String>,
    /// Whether the secret is in the values, this once.
    pub secret_shown: bool,
    /// The form to type, section by section.
    pub sections: Vec<ValueSection>,
    /// The block for a compose file.
    pub environment: String,
    /// The REST calls.
    pub rest: String,
    /// What "check it" found; empty if it did not run.
    pub checks: Vec<CheckLine>,
}
