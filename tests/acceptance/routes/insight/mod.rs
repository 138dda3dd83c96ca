//! The overview, everything recorded, the steps of a sign-in, and what an application makes of a
//! person.

mod audit;
mod look;
mod overview;
mod steps;

use gantry_core::role::Role;
use gantry_test_support::{TestApp, Visitor};

/// A browser of somebody with this role, signed in.
async fn staff(app: &TestApp, name: &str, role: Role) -> Visitor {
    app.add_person(name, &[], |new| new.role = Some(role)).await;
    let browser = app.visitor();
    browser.sign_in(name).await;
    browser
}
