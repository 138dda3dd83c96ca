//! Who may enter an application.

use gantry_web::render::Shell;
use gantry_web::views::admin::application_access::{
    AffectedView, ApplicationAccess, BindingRow, Day, EffectView, Typed,
};

/// The page as it is stored, or with a change that is not saved yet.
pub(crate) fn page(shell: Shell, changed: bool) -> ApplicationAccess {
    let bindings = vec![
        binding(0, shell.with("access-is-group", "name", "staff")),
        BindingRow {
            negated: true,
            ends: "2027-03-31".to_owned(),
            ..binding(
                1,
                shell.with("access-is-network", "networks", "192.0.2.0/24"),
            )
        },
        BindingRow {
            enabled: false,
            last: true,
            ..binding(2, shell.t("access-is-factor-2"))
        },
    ];
    ApplicationAccess {
        slug: "chat".to_owned(),
        name: "Team chat".to_owned(),
        before: "{}".to_owned(),
        draft: "{}".to_owned(),
        all: true,
        closed: false,
        bindings,
        effect: changed.then(effect),
        typed: Typed {
            from: "09:00".to_owned(),
            until: "17:00".to_owned(),
            utc_offset: "+01:00".to_owned(),
            ..Typed::default()
        },
        days: days(),
        shell,
    }
}

fn binding(place: usize, what: String) -> BindingRow {
    BindingRow {
        place,
        last: false,
        what,
        negated: false,
        enabled: true,
        expired: false,
        ends: String::new(),
    }
}

fn effect() -> EffectView {
    EffectView {
        gain: AffectedView {
            people: vec!["Alice Adams (alice)".to_owned()],
            ..AffectedView::default()
        },
        lose: AffectedView {
            people: vec!["Bert Brand (bert)".to_owned()],
            more: true,
            everyone_else: true,
        },
        conditions: true,
        own_loss: true,
    }
}

fn days() -> Vec<Day> {
    let day = |(name, on): (&str, bool)| Day {
        name: format!("day-{name}"),
        on,
    };
    [
        ("monday", true),
        ("tuesday", true),
        ("wednesday", true),
        ("thursday", true),
        ("friday", true),
        ("saturday", false),
        ("sunday", false),
    ]
    .map(day)
    .into()
}
